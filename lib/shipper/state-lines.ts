import type { FileHandle } from 'node:fs/promises';
import { LINE_FEED } from './position.js';

/** Bytes that are read or written at once. */
export const SLICE = 64 * 1024;

export interface Line {
  /** With its line end, but for a last one that has none. */
  readonly line: string;
  /** The byte at which it begins. */
  readonly at: number;
  /** The byte behind it. */
  readonly behind: number;
}

/** The lines of a file from this byte on, read in one buffer that is used again and again. */
export async function* linesOf(handle: FileHandle, from: number, slice = SLICE): AsyncGenerator<Line> {
  let bytes = Buffer.allocUnsafeSlow(slice);
  let [at, held] = [from, 0];
  for (;;) {
    if (held === bytes.length) bytes = Buffer.concat([bytes], 2 * held);
    const { bytesRead } = await handle.read(bytes, held, bytes.length - held, at + held);
    if (bytesRead === 0) break;
    held += bytesRead;
    let begin = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0 && end < held; end = bytes.indexOf(LINE_FEED, begin)) {
      yield { line: bytes.toString('utf8', begin, end + 1), at: at + begin, behind: at + end + 1 };
      begin = end + 1;
    }
    bytes.copy(bytes, 0, begin, held);
    at += begin;
    held -= begin;
  }
  if (held > 0) yield { line: bytes.toString('utf8', 0, held), at, behind: at + held };
}

/** Writes lines slice by slice: the rows of thousands of logs would be a string of megabytes. */
export class LineWriter {
  /** The bytes at which the lines begin. */
  readonly places: number[] = [];
  readonly #handle: FileHandle;
  #slice = '';
  #written: number;
  #end: number;

  /** @param from the byte at which the first line begins */
  constructor(handle: FileHandle, from: number) {
    this.#handle = handle;
    this.#written = this.#end = from;
  }

  /** The byte behind the last line. */
  get end(): number {
    return this.#end;
  }

  async add(line: string): Promise<void> {
    this.places.push(this.#end);
    this.#slice += line;
    this.#end += Buffer.byteLength(line);
    if (this.#slice.length >= SLICE) await this.#write();
  }

  /** Has all of it on the disk. */
  async flush(): Promise<void> {
    await this.#write();
    await this.#handle.sync();
  }

  async #write(): Promise<void> {
    const bytes = Buffer.from(this.#slice);
    // A disk that is nearly full takes the beginning and says so by the count alone; the error comes with the rest.
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, this.#written);
      done += bytesWritten;
      this.#written += bytesWritten;
    }
    this.#slice = '';
  }
}
