/** The bytes that have a meaning in a protocol log, as ascii.ts has them. */

export const LF: i32 = 0x0a;
export const CR: i32 = 0x0d;
export const QUOTE: i32 = 0x22;
export const INFORMATION: i32 = 0x2a;
export const CONNECTED: i32 = 0x2b;
export const COMMA: i32 = 0x2c;
export const DISCONNECTED: i32 = 0x2d;
export const ZERO: i32 = 0x30;
export const COLON: i32 = 0x3a;
export const RECEIVED: i32 = 0x3c;
export const SENT: i32 = 0x3e;
export const LETTER_T: i32 = 0x54;

/** A bit for each of 64 bytes, the first the lowest: whether it is the one or the other. */
@inline
export function either(at: usize, one: i32, other: i32): u64 {
  return (
    (<u64>eitherOfSixteen(at, one, other)) |
    ((<u64>eitherOfSixteen(at + 16, one, other)) << 16) |
    ((<u64>eitherOfSixteen(at + 32, one, other)) << 32) |
    ((<u64>eitherOfSixteen(at + 48, one, other)) << 48)
  );
}

@inline
function eitherOfSixteen(at: usize, one: i32, other: i32): u32 {
  const bytes = v128.load(at);
  return i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(<i8>one)), i8x16.eq(bytes, i8x16.splat(<i8>other))));
}

/** The first place between `from` and `stop` that holds a line feed, or `stop`. */
export function lineFeedFrom(from: usize, stop: usize): usize {
  let at = from;
  while (at < stop) {
    const found = either(at, LF, LF);
    if (found != 0) return min(at + <usize>ctz(found), stop);
    at += 64;
  }
  return stop;
}
