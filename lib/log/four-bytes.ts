import { COMMA } from './ascii.js';

/** Bytes that are looked at in one go. Four, since JavaScript's whole numbers of 32 bits cost the least. */
export const FOUR = 4;

/** A view through which the same bytes are read four at a time. */
export function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** The same byte four times. */
const COMMAS = COMMA * 0x01010101;
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080;

/** Where the first comma between `from` and `end` stands, or `end`. */
export function commaFrom(view: DataView, from: number, end: number): number {
  let at = from;
  for (; at + FOUR <= end; at += FOUR) {
    const commasAreZero = view.getInt32(at, true) ^ COMMAS;
    // The high bit of the lowest byte that is zero, and perhaps of bytes above it (Warren, Hacker's Delight, 6-1).
    const found = (commasAreZero - ONES) & ~commasAreZero & HIGH_BITS;
    if (found !== 0) return at + ((31 - Math.clz32(found & -found)) >> 3);
  }
  while (at < end && view.getUint8(at) !== COMMA) at++;
  return at;
}

/** Whether all bytes between `from` and `end` are ASCII: then each is a character. */
export function areAscii(view: DataView, from: number, end: number): boolean {
  let all = 0;
  let at = from;
  // Sixteen a turn: to count the turns costs as much as to look.
  for (; at + 4 * FOUR <= end; at += 4 * FOUR) {
    all |=
      view.getInt32(at, true) | view.getInt32(at + FOUR, true) | view.getInt32(at + 2 * FOUR, true) | view.getInt32(at + 3 * FOUR, true);
  }
  for (; at + FOUR <= end; at += FOUR) all |= view.getInt32(at, true);
  for (; at < end; at++) all |= view.getUint8(at);
  return (all & HIGH_BITS) === 0;
}
