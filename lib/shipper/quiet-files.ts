import { stat } from 'node:fs/promises';
import type { FoundLog } from './find-log-files.js';
import type { FinishedLogs } from './finished-logs.js';
import type { Findings } from './log-finder.js';
import type { FileLook } from './read-log-file.js';

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
  readonly #byPath = new Map<string, Quiet>();
  readonly #steadyClock: () => number;

  /** @param steadyClock milliseconds by a clock that never jumps */
  constructor(steadyClock: () => number) {
    this.#steadyClock = steadyClock;
  }

  knows(path: string): boolean {
    return this.#byPath.has(path);
  }

  /** Nothing can be shipped of this file until it changes. */
  settle(path: string, { size, mtimeMs, ino }: FileLook, waits: boolean): void {
    this.#byPath.set(path, { size, mtimeMs, ino, waits, lookedAt: this.#steadyClock() });
  }

  /** What is known of a file that has not changed since it was settled; `undefined` for one to read. */
  async unchanged(log: FoundLog, finished: FinishedLogs): Promise<Quiet | undefined> {
    const { path } = log;
    const quiet = this.#byPath.get(path);
    if (quiet === undefined) return undefined;
    const steadyNow = this.#steadyClock();
    if (steadyNow - quiet.lookedAt < RESTING && finished.has(log, quiet)) return quiet;
    const now = await stat(path).catch(() => undefined);
    const { size, mtimeMs, ino } = quiet;
    if (now?.size === size && now.mtimeMs === mtimeMs && now.ino === ino) {
      quiet.lookedAt = steadyNow;
      return quiet;
    }
    this.#byPath.delete(path);
    return undefined;
  }

  /** Forgets the files that are gone. */
  keepOnly(paths: Findings['paths']): void {
    for (const path of this.#byPath.keys()) if (!paths.has(path)) this.#byPath.delete(path);
  }
}
