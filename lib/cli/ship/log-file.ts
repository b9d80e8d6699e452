import { appendFileSync, renameSync, statSync } from 'node:fs';

/** Two files of this size are kept: some weeks of a shipper that fares well. */
const MAX_BYTES = 1024 * 1024;

/**
 * A log file that keeps to its size: the full one becomes `….1`, in place of the one before.
 *
 * It is written to at once and in turn, so that what was said last before the power failed is there. One that can't be written is left alone: the
 * shipper's work does not depend on what it says.
 */
export class LogFile {
  readonly #path: string;
  readonly #maxBytes: number;

  constructor(path: string, maxBytes = MAX_BYTES) {
    this.#path = path;
    this.#maxBytes = maxBytes;
  }

  write(line: string): void {
    try {
      if ((statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) + line.length > this.#maxBytes)
        renameSync(this.#path, `${this.#path}.1`);
      appendFileSync(this.#path, `${line}\n`);
    } catch {
      return;
    }
  }
}
