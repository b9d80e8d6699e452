import type { Checkpoints } from './checkpoints.js';
import { collectGarbage } from './garbage.js';
import type { KnownLog } from './known-logs.js';
import { readLogFile } from './read-log-file.js';

/** Logs that are noted before they are saved and left to the disk. */
const AT_ONCE = 500;

/**
 * Remembers logs at first sight, long before it is the turn of those at the end of a backlog: when Exchange deletes one before it was shipped, its name,
 * date and size are known and can be told.
 */
export class NewLogs {
  /** No protocol logs, so there is nothing to note. */
  readonly #others = new WeakSet<KnownLog>();

  /** @param rest called between two files */
  async note(logs: readonly KnownLog[], checkpoints: Checkpoints, rest: () => Promise<void>): Promise<void> {
    let noted = 0;
    for (const log of logs) {
      if (log.progress !== 'unknown' || this.#others.has(log)) continue;
      await rest();
      await this.#noteOne(log, checkpoints);
      noted += 1;
      if (noted % AT_ONCE > 0) continue;
      await checkpoints.save();
      checkpoints.release();
      collectGarbage();
    }
  }

  /** While its header is still being written, or can't be read, it stays new. */
  async #noteOne(log: KnownLog, checkpoints: Checkpoints): Promise<void> {
    const { path, stream, name } = log;
    const reading = await readLogFile(path);
    if (reading.kind !== 'read' || reading.head.kind === 'incomplete') return;
    if (reading.head.kind === 'unusable') {
      this.#others.add(log);
      return;
    }
    const identity = { stream, name, date: reading.head.header.date };
    if ((await checkpoints.of(identity)) === undefined) checkpoints.begin(identity, log, reading.look.size);
    else this.#others.add(log);
  }
}
