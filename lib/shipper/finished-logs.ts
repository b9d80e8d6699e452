import type { Stream } from '../log/log-file.js';
import type { FileLook } from './memory.js';

/** A log among those of its stream. */
interface NamedLog {
  readonly stream: Stream;
  readonly name: string;
}

/**
 * Which logs Exchange has done with, so that even a half line at their end is all that will ever come: a newer log of the same stream exists, and
 * the file has not been written to for a while.
 *
 * Neither sign would do alone. Exchange's buffer may still hold the end of a log when the next one is begun, and on a quiet night the newest log
 * rests for hours. NTFS may bring a file's time up to date only when its writer closes it.
 *
 * @source https://learn.microsoft.com/windows/win32/sysinfo/file-times
 */
export class FinishedLogs {
  readonly #newest = new Map<Stream, string>();
  readonly #lastWriteBefore: number;

  /** @param logs all logs of this round, oldest first */
  constructor(logs: readonly NamedLog[], now: number, finishedAfterMilliseconds: number) {
    for (const { stream, name } of logs) this.#newest.set(stream, name);
    this.#lastWriteBefore = now - finishedAfterMilliseconds;
  }

  has({ stream, name }: NamedLog, { mtimeMs }: FileLook): boolean {
    return this.#newest.get(stream) !== name && mtimeMs <= this.#lastWriteBefore;
  }
}
