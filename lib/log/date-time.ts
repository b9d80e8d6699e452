import { DOT, LETTER_Z, NINE, ZERO } from './ascii.js';

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
  return secondOf(bytes, start) + milliseconds;
}

/** Bytes of `yyyy-MM-ddTHH:mm:ss.fffZ`, the form that Exchange itself writes. No other has as many. */
export const ORDINARY_DATE_TIME = 24;

/** The same of that form, where it was checked before. */
export function checkedTimeOf(bytes: Buffer, start: number): number {
  return secondOf(bytes, start) + twoDigits(bytes, start + 20) * 10 + (bytes[start + 22] ?? ZERO) - ZERO;
}

function secondOf(bytes: Buffer, start: number): number {
  const minutes = twoDigits(bytes, start + 11) * 60 + twoDigits(bytes, start + 14);
  return beginningOfDay(bytes, start) + (minutes * 60 + twoDigits(bytes, start + 17)) * 1000;
}

/** The day that was asked for last, as a number like 20240514, and when it began: rows of one day come in thousands. */
let latestDay = 0;
let latestDayBegan = NaN;

function beginningOfDay(bytes: Buffer, start: number): number {
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const dayOfMonth = twoDigits(bytes, start + 8);
  const day = (year * 100 + month) * 100 + dayOfMonth;
  if (day !== latestDay) {
    const time = Date.UTC(year, month - 1, dayOfMonth);
    // Date.UTC takes the years 1 to 99 for 1901 to 1999.
    latestDayBegan = year >= 100 ? time : new Date(time).setUTCFullYear(year);
    latestDay = day;
  }
  return latestDayBegan;
}
