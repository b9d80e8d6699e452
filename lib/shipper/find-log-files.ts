import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isProtocolLogName, streamOfFolder, type Stream } from '../log/log-file.js';
import { errorCode } from './error-code.js';
import type { ShipEvent } from './events.js';
import type { LogRoot, Roots } from './options.js';

/** A file that by its name is a protocol log. Whether it is one, its header tells. */
export interface FoundLog {
  readonly path: string;
  /** Without its folder. */
  readonly name: string;
  readonly stream: Stream;
}

export interface Findings {
  /** Oldest first. */
  readonly logs: readonly FoundLog[];
  /** What is wrong with the folders. */
  readonly remarks: readonly ShipEvent[];
}

/**
 * Which protocol logs exist in these folders and below them.
 *
 * The stream is the one named for the root, or else what the folder's path says. In a folder that is none of Exchange's own (logs that
 * were copied somewhere) SEND… counts as `hub/smtp-send` and RECV… as `hub/smtp-receive`, and a remark says so. Links to other folders
 * aren't followed, so that a walk always ends; a root itself may be a link.
 */
export async function findLogFiles({ roots, remarks: before }: Roots): Promise<Findings> {
  const logs = new Map<string, FoundLog>();
  const remarks: ShipEvent[] = [...before];
  for (const root of roots) {
    const folder = resolve(root.folder);
    const troubles = remarks.length;
    const found = await logsBelow(folder, root, remarks);
    for (const log of found) if (!logs.has(log.path)) logs.set(log.path, log);
    if (found.length === 0 && root.mayBeMissing !== true && remarks.length === troubles) remarks.push({ name: 'no-logs-found', folder });
  }
  const [first] = roots;
  if (first !== undefined && logs.size === 0 && remarks.length === 0) remarks.push({ name: 'no-logs-found', folder: first.folder });
  return { logs: byAge([...logs.values()]), remarks };
}

async function logsBelow(folder: string, root: LogRoot, remarks: ShipEvent[]): Promise<FoundLog[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => errorCode(error));
  if (typeof entries === 'string') {
    const gone = entries === 'ENOENT';
    if (!gone) remarks.push({ name: 'folder-unreadable', folder, code: entries });
    else if (folder === resolve(root.folder) && root.mayBeMissing !== true) remarks.push({ name: 'folder-missing', folder });
    return [];
  }
  const known = root.stream ?? streamOfFolder(folder);
  const assumed = new Set<Stream>();
  const logs: FoundLog[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      for (const log of await logsBelow(path, root, remarks)) logs.push(log);
    } else if (entry.isFile() && isProtocolLogName(entry.name)) {
      const stream = known ?? streamOfName(entry.name);
      if (known === undefined) assumed.add(stream);
      logs.push({ path, name: entry.name, stream });
    }
  }
  for (const stream of assumed) remarks.push({ name: 'stream-assumed', folder, stream });
  return logs;
}

function streamOfName(name: string): Stream {
  return /^send/i.test(name) ? 'hub/smtp-send' : 'hub/smtp-receive';
}

/** A name says when its file was begun: the day, the hour since Exchange 2013, then a counter. */
function byAge(logs: readonly FoundLog[]): FoundLog[] {
  const aged = logs.map((log) => {
    const [, time = '', counter = '0'] = /(\d+)-(\d+)/.exec(log.name) ?? [];
    return { log, time, counter: Number(counter) };
  });
  aged.sort((a, b) => compare(a.time, b.time) || a.counter - b.counter || compare(a.log.path, b.log.path));
  return aged.map(({ log }) => log);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
