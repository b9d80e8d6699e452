import { FOUR, viewOf } from './four-bytes.js';

/** Bytes that are looked for again and again. They are compared four at a time. */
export class KnownBytes {
  readonly bytes: Buffer;
  readonly length: number;
  private readonly words: Int32Array;
  /** Those that are left over. */
  private readonly rest: Uint8Array;

  constructor(bytes: Buffer | string) {
    this.bytes = Buffer.from(bytes);
    this.length = this.bytes.length;
    const view = viewOf(this.bytes);
    this.words = Int32Array.from({ length: this.length >> 2 }, (_, word) => view.getInt32(word * FOUR, true));
    this.rest = Uint8Array.from(this.bytes.subarray(this.words.length * FOUR));
  }

  /** Whether they begin at `start` and are over by `end`. */
  standAt(view: DataView, start: number, end: number): boolean {
    if (start < 0 || start + this.length > end) return false;
    const { words, rest } = this;
    let at = start;
    for (let word = 0; word < words.length; word++, at += FOUR) if (words[word] !== view.getInt32(at, true)) return false;
    for (let byte = 0; byte < rest.length; byte++, at++) if (rest[byte] !== view.getUint8(at)) return false;
    return true;
  }

  /** Whether they are what stands right before `end`. */
  endAt(view: DataView, end: number): boolean {
    return this.standAt(view, end - this.length, end);
  }
}
