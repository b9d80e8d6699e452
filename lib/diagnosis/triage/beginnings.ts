import { KnownBytes } from '../../log/known-bytes.js';

/** Several texts, of which a row may begin with any: sorted by their first byte, so that most are never compared. */
export class Beginnings {
  readonly #byFirstByte: readonly (readonly KnownBytes[])[];

  constructor(texts: readonly string[]) {
    const byFirstByte: KnownBytes[][] = Array.from({ length: 256 }, () => []);
    for (const text of texts) byFirstByte[text.charCodeAt(0)]?.push(new KnownBytes(text));
    this.#byFirstByte = byFirstByte;
  }

  /** Whether one of them begins at `start` and is over by `end`. */
  standAt(view: DataView, start: number, end: number): boolean {
    if (start >= end) return false;
    const candidates = this.#byFirstByte[view.getUint8(start)] ?? [];
    for (const text of candidates) if (text.standAt(view, start, end)) return true;
    return false;
  }
}
