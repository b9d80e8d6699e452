import { opendir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { isProtocolLogName, streamOfFolder, type Stream } from '../log/log-file.js';
import { errorCode } from './error-code.js';
import type { ShipEvent } from './events.js';
import { streamOfName, type KnownLog } from './known-logs.js';
import type { LogRoot, Roots } from './options.js';

/** Told of each log by its name. Whether a file is one, its header tells. */
export type EachLog = (name: string) => void;

/** Told of each folder that may hold logs, by its path with the separator at its end, and which stream's they are, where that is known. */
export type EachFolder = (path: string, stream: Stream | undefined) => EachLog;

/** Entries of a folder that are read at once. */
const ENTRIES = 512;

/**
 * Goes through the protocol logs in these folders and below them; through each folder once, for the first root that leads to it.
 *
 * The stream is the one named for the root, or else what the folder's path says. In a folder that is none of Exchange's own (logs that
 * were copied somewhere) SEND… counts as `hub/smtp-send` and RECV… as `hub/smtp-receive`, and a remark says so. Links to other folders
 * aren't followed, so that a walk always ends; a root itself may be a link.
 *
 * @returns what is wrong with the folders
 */
export async function walkLogFiles({ roots, remarks }: Roots, enter: EachFolder): Promise<readonly ShipEvent[]> {
  const walk = new Walk(remarks, enter);
  let all = 0;
  for (const root of roots) all += await walk.from(root);
  const [first] = roots;
  return first !== undefined && all === 0 && walk.remarks.length === 0 ? [{ name: 'no-logs-found', folder: first.folder }] : walk.remarks;
}

class Walk {
  readonly remarks: ShipEvent[];
  readonly #enter: EachFolder;
  /** How many logs each folder holds, with those below it. */
  readonly #met = new Map<string, number>();

  constructor(remarks: readonly ShipEvent[], enter: EachFolder) {
    this.remarks = [...remarks];
    this.#enter = enter;
  }

  /** @returns how many logs this root leads to. */
  async from(root: LogRoot): Promise<number> {
    const folder = resolve(root.folder);
    const troubles = this.remarks.length;
    const found = await this.#below(folder, root).catch((error: unknown) => this.#trouble(folder, root, errorCode(error)));
    if (found === 0 && root.mayBeMissing !== true && this.remarks.length === troubles) this.remarks.push({ name: 'no-logs-found', folder });
    return found;
  }

  async #below(folder: string, root: LogRoot): Promise<number> {
    const met = this.#met.get(folder);
    if (met !== undefined) return met;
    const stream = root.stream ?? streamOfFolder(folder);
    const visit = this.#enter(join(folder, sep), stream);
    const assumed = new Set<Stream>();
    const folders: string[] = [];
    let found = 0;
    // Entry by entry: the list of thousands would be a megabyte to collect after every round.
    for await (const entry of await opendir(folder, { bufferSize: ENTRIES })) {
      const { name } = entry;
      if (entry.isDirectory()) folders.push(join(folder, name));
      if (!entry.isFile() || !isProtocolLogName(name)) continue;
      if (stream === undefined) assumed.add(streamOfName(name));
      visit(name);
      found += 1;
    }
    this.#met.set(folder, found);
    for (const one of assumed) this.remarks.push({ name: 'stream-assumed', folder, stream: one });
    for (const below of folders) {
      found += await this.#below(below, root).catch((error: unknown) => this.#trouble(below, root, errorCode(error)));
    }
    this.#met.set(folder, found);
    return found;
  }

  #trouble(folder: string, root: LogRoot, code: string): number {
    if (code !== 'ENOENT') this.remarks.push({ name: 'folder-unreadable', folder, code });
    else if (folder === resolve(root.folder) && root.mayBeMissing !== true) this.remarks.push({ name: 'folder-missing', folder });
    return 0;
  }
}

/** Sorts logs by age, oldest first: a name says when its file was begun, the day, the hour since Exchange 2013, then a counter. */
export function byAge(logs: readonly KnownLog[]): KnownLog[] {
  // Numbers beside the logs, not an object for each of thousands.
  const ages = Float64Array.from(logs, ({ name }) => ageOf(name));
  const order = Array.from(logs.keys()).sort(
    (a, b) => (ages[a] ?? 0) - (ages[b] ?? 0) || compare(logs[a]?.path ?? '', logs[b]?.path ?? ''),
  );
  return order.flatMap((at) => logs[at] ?? []);
}

/** Digits of the day and the hour. */
const HOUR_DIGITS = 10;
/** Files of one hour that are told apart. */
const COUNTERS = 1_000_000;

function ageOf(name: string): number {
  const [, time = '', counter = '0'] = /(\d+)-(\d+)/.exec(name) ?? [];
  return Number(time.padEnd(HOUR_DIGITS, '0')) * COUNTERS + Math.min(Number(counter), COUNTERS - 1);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
