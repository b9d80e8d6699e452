/**
 * The time that a row begins with, in milliseconds since 1970, read from its digits: `2024-05-14T09:30:00.123Z`. The reader has checked that it
 * is one; its fraction may be shorter or missing.
 */
export function timeAt(bytes: Buffer, lineStart: number): number {
  const number = (at: number, digits: number) => {
    let value = 0;
    for (let index = 0; index < digits; index += 1) value = value * 10 + ((bytes[lineStart + at + index] ?? ZERO) - ZERO);
    return value;
  };
  const seconds = Date.UTC(number(0, 4), number(5, 2) - 1, number(8, 2), number(11, 2), number(14, 2), number(17, 2));
  return bytes[lineStart + 19] === DOT && bytes[lineStart + 23] === UTC_MARK ? seconds + number(20, 3) : seconds;
}

const ZERO = 0x30;
const DOT = 0x2e;
const UTC_MARK = 0x5a; // Z
