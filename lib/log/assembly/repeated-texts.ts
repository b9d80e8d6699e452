import { TEXT, TEXTS, TEXTS_KEPT } from './memory';

/**
 * Texts that come again and again, known by a number: what was found out about one need not be found out anew. A text that gave way to others has another
 * number when it comes again, and no number ever has two texts: JavaScript gives the numbers, one after the other for all scanners of its thread.
 */

declare function nextNumber(): i32;

/** A text's length, its number, and from the sixteenth byte on its bytes. */
const NUMBER: usize = 4;
const BYTES: usize = 16;

/** The place for the next text: what stood there gives way. */
let next: i32 = 0;

/** The text's number, or 0 when it can't have one. */
export function numberOf(start: usize, end: usize): i32 {
  const length = end - start;
  if (length < 8 || length > TEXT - BYTES) return 0;
  for (let place: i32 = 0; place < TEXTS_KEPT; place++) {
    const text = TEXTS + TEXT * <usize>place;
    if (<usize>load<u32>(text) == length && isSame(text + BYTES, start, length)) return load<i32>(text, NUMBER);
  }
  const number = nextNumber();
  if (number == 0) return 0;
  const text = TEXTS + TEXT * <usize>next;
  next = (next + 1) % TEXTS_KEPT;
  store<u32>(text, <u32>length);
  store<i32>(text, number, NUMBER);
  memory.copy(text + BYTES, start, length);
  return number;
}

function isSame(one: usize, other: usize, length: usize): bool {
  // The last eight bytes first: some of them are compared again.
  if (load<u64>(one + length - 8) != load<u64>(other + length - 8)) return false;
  for (let at: usize = 0; at + 8 <= length; at += 8) if (load<u64>(one + at) != load<u64>(other + at)) return false;
  return true;
}
