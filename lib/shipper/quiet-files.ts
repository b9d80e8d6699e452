import { stat } from 'node:fs/promises';
import type { FinishedLogs } from './finished-logs.js';
import type { KnownLog } from './known-logs.js';
import type { FileLook } from './memory.js';
import { sameLook } from './same-look.js';

interface Quiet extends FileLook {
  /** Bytes are left that wait for more. */
  readonly waits: boolean;
  /** When it was last looked at. */
  lookedAt: number;
}

/** How long a log with which Exchange has done is taken to be as it was, in milliseconds. That it is gone, the folder's list tells at once. */
const RESTING = 5 * 60_000;

/**
 * Which files can be passed over, because nothing was left to ship when they last looked as they look now.
 *
 * A server keeps weeks of logs, thousands of files, and writes to a handful. To ask for a file's size and time costs a tenth of opening and reading
 * it, and for thousands every two seconds that is still more than the shipper may take: logs with a successor are asked now and then.
 */
export class QuietFiles {
  readonly #quiet = new Map<KnownLog, Quiet>();
  readonly #steadyClock: () => number;

  /** @param steadyClock milliseconds by a clock that never jumps */
  constructor(steadyClock: () => number) {
    this.#steadyClock = steadyClock;
  }

  /** Nothing can be shipped of this file until it changes. */
  settle(log: KnownLog, { size, mtimeMs, ino }: FileLook, waits: boolean): void {
    this.#quiet.set(log, { size, mtimeMs, ino, waits, lookedAt: this.#steadyClock() });
  }

  /** What is known of a file that has not changed since it was settled; `undefined` for one to read. */
  async unchanged(log: KnownLog, finished: FinishedLogs): Promise<Quiet | undefined> {
    const quiet = this.#quiet.get(log);
    if (quiet === undefined) return undefined;
    const steadyNow = this.#steadyClock();
    if (steadyNow - quiet.lookedAt < RESTING && finished.has(log, quiet)) return quiet;
    const now = await stat(log.path).catch(() => undefined);
    if (now !== undefined && sameLook(now, quiet)) {
      quiet.lookedAt = steadyNow;
      return quiet;
    }
    this.#quiet.delete(log);
    return undefined;
  }

  /** Of this file something else is known now, or it is gone. */
  forget(log: KnownLog): void {
    this.#quiet.delete(log);
  }
}
