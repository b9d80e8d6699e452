import type { Checkpoints } from './checkpoints.js';
import type { FoundLog } from './find-log-files.js';
import { readLogFile } from './read-log-file.js';

/**
 * Remembers logs at first sight, long before it is the turn of those at the end of a backlog: when Exchange deletes one before it was shipped, its name,
 * date and size are known and can be told.
 */
export class NewLogs {
  /** Nothing is new about these. One that went and came back is another object. */
  readonly #noted = new WeakSet<FoundLog>();

  /** @param rest called between two files */
  async note(logs: readonly FoundLog[], checkpoints: Checkpoints, rest: () => Promise<void>): Promise<void> {
    const unknown = logs.filter((log) => !this.#noted.has(log));
    if (unknown.length === 0) return;
    const known = new Set<string>();
    for (const { path } of checkpoints.all()) known.add(path);
    for (const log of unknown) {
      if (!known.has(log.path)) {
        await rest();
        if (!(await hasBegun(log, checkpoints))) continue;
      }
      this.#noted.add(log);
    }
  }
}

/** @returns whether it is known now, or never will be: not while its header is still being written, or it can't be read. */
async function hasBegun({ path, name, stream }: FoundLog, checkpoints: Checkpoints): Promise<boolean> {
  const reading = await readLogFile(path);
  if (reading.kind !== 'read') return false;
  if (reading.head.kind === 'header') {
    const identity = { stream, name, date: reading.head.header.date };
    if (checkpoints.of(identity) === undefined) checkpoints.begin(identity, path, reading.look.size);
  }
  return reading.head.kind !== 'incomplete';
}
