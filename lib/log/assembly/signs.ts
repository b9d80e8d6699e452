import { COMMA, INFORMATION } from './bytes';
import { SIGNS } from './memory';
import { numberOf } from './repeated-texts';

/**
 * Signs stand in memory as JavaScript wrote them (row-signs.ts): three tables of 256 places, by the byte that a text begins or ends with, each the place of the
 * first sign, which names the next; places count from the first table, 0 is none. A sign is its number, its length, the place of the next, whether rows with it repeat
 * one another, and eight bytes at a time what to compare and which bits of it.
 */
const LIST: usize = 256 * 4;
/** Texts that the data of a command or reply begins with. */
const SAID: usize = SIGNS;
/** Texts that the context of an information row without data begins with. */
const CONTEXT: usize = SIGNS + LIST;
/** Texts that an information row with data ends with. */
const ENDING: usize = SIGNS + 2 * LIST;

const HEAD: usize = 16;

/** What is told of a row whose data begins at `data`: the number of the first sign that it shows, or 0, and above it that of its text. */
@inline
export function markOf(event: i32, data: usize, end: usize): i32 {
  if (data >= end) return 0;
  if (event != INFORMATION) return found(begun(SAID, data, end), data, end);
  return found(load<u8>(data) == COMMA ? begun(CONTEXT, data + 1, end) : ended(data, end), data, end);
}

@inline
function found(sign: usize, data: usize, end: usize): i32 {
  if (sign == 0) return 0;
  return load<i32>(sign) | (load<u32>(sign, 12) == 0 ? 0 : numberOf(data, end) << 8);
}

/** The place of the first sign with which a text begins, or 0. */
@inline
function begun(list: usize, at: usize, end: usize): usize {
  if (at >= end) return 0;
  let place = load<u32>(list + 4 * <usize>load<u8>(at));
  while (place != 0) {
    const sign = SIGNS + <usize>place;
    const length = <usize>load<u32>(sign, 4);
    if (at + length <= end && stands(sign, length, at)) return sign;
    place = load<u32>(sign, 8);
  }
  return 0;
}

@inline
function ended(data: usize, end: usize): usize {
  let place = load<u32>(ENDING + 4 * <usize>load<u8>(end - 1));
  while (place != 0) {
    const sign = SIGNS + <usize>place;
    const length = <usize>load<u32>(sign, 4);
    if (data + length <= end && stands(sign, length, end - length)) return sign;
    place = load<u32>(sign, 8);
  }
  return 0;
}

@inline
function stands(sign: usize, length: usize, at: usize): bool {
  let words = sign + HEAD;
  for (let done: usize = 0; done < length; done += 8) {
    if (((load<u64>(at + done) ^ load<u64>(words)) & load<u64>(words, 8)) != 0) return false;
    words += 16;
  }
  return true;
}
