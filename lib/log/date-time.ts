import { COLON, DASH, DOT, LETTER_T, LETTER_Z, NINE, ZERO } from './ascii.js';

/**
 * The length of what has the shape of a date-time, `yyyy-MM-ddTHH:mm:ss[.f{1,7}]Z`, or 0. Exchange writes three digits of fraction; people who
 * edit excerpts leave others.
 */
export function dateTimeLength(bytes: Buffer, start: number, end: number): number {
  if (end - start < 20) return 0;
  for (let at = 0; at < 19; at++) {
    const byte = bytes[start + at] ?? 0;
    const expected = SHAPE[at] ?? 0;
    if (expected === ZERO ? byte < ZERO || byte > NINE : byte !== expected) return 0;
  }
  let at = start + 19;
  if (bytes[at] === DOT) {
    const fraction = ++at;
    while (at < end && isDigit(bytes[at] ?? 0)) at++;
    if (at === fraction || at - fraction > 7) return 0;
  }
  return at < end && bytes[at] === LETTER_Z ? at + 1 - start : 0;
}

const SHAPE = Buffer.from('0000-00-00T00:00:00');

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function twoDigits(bytes: Buffer, at: number): number {
  return (bytes[at] ?? 0) * 10 + (bytes[at + 1] ?? 0) - ZERO * 11;
}

/** Whether `yyyy-MM-dd` at this place is a day of the calendar. */
export function isDay(bytes: Buffer, start: number): boolean {
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Milliseconds since 1970 of a UTC date-time, or NaN when the bytes are none or it never was: 30 February, 24:00. */
export function timeOf(bytes: Buffer, start: number, end: number): number {
  const length = dateTimeLength(bytes, start, end);
  if (length === 0 || length !== end - start || !isDay(bytes, start)) return NaN;
  const hour = twoDigits(bytes, start + 11);
  const minute = twoDigits(bytes, start + 14);
  const second = twoDigits(bytes, start + 17);
  if (hour > 23 || minute > 59 || second > 59) return NaN;
  let milliseconds = 0;
  for (let at = start + 20; at < start + 23; at++) milliseconds = milliseconds * 10 + (at < end - 1 ? (bytes[at] ?? ZERO) - ZERO : 0);
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const time = Date.UTC(year, twoDigits(bytes, start + 5) - 1, twoDigits(bytes, start + 8), hour, minute, second, milliseconds);
  // Date.UTC takes the years 1 to 99 for 1901 to 1999.
  return year >= 100 ? time : new Date(time).setUTCFullYear(year);
}

/**
 * Whether `yyyy-MM-ddTHH:mm:ss.fffZ`, the form that Exchange itself writes, stands at this place and is possible. `known` is where the same
 * bytes hold a day that was checked before, or -1: rows of one day come in thousands.
 */
export function isOrdinaryDateTime(bytes: Buffer, start: number, known: number): boolean {
  const d0 = (bytes[start + 11] ?? 0) - ZERO;
  const d1 = (bytes[start + 12] ?? 0) - ZERO;
  const d2 = (bytes[start + 14] ?? 0) - ZERO;
  const d3 = (bytes[start + 15] ?? 0) - ZERO;
  const d4 = (bytes[start + 17] ?? 0) - ZERO;
  const d5 = (bytes[start + 18] ?? 0) - ZERO;
  const d6 = (bytes[start + 20] ?? 0) - ZERO;
  const d7 = (bytes[start + 21] ?? 0) - ZERO;
  const d8 = (bytes[start + 22] ?? 0) - ZERO;
  if (d0 < 0 || d1 < 0 || d1 > 9 || d0 * 10 + d1 > 23) return false;
  if (d2 < 0 || d2 > 5 || d3 < 0 || d3 > 9 || d4 < 0 || d4 > 5 || d5 < 0 || d5 > 9) return false;
  if (d6 < 0 || d6 > 9 || d7 < 0 || d7 > 9 || d8 < 0 || d8 > 9) return false;
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON || bytes[start + 19] !== DOT || bytes[start + 23] !== LETTER_Z)
    return false;
  if (known >= 0) {
    let at = 10;
    while (at >= 0 && bytes[start + at] === bytes[known + at]) at--;
    if (at < 0) return true;
  }
  for (let at = 0; at < 10; at++) {
    const byte = bytes[start + at] ?? 0;
    if (at === 4 || at === 7 ? byte !== DASH : !isDigit(byte)) return false;
  }
  return bytes[start + 10] === LETTER_T && isDay(bytes, start);
}
