import { COMMA, CR, HASH, NUL, SPACE, TAB } from './ascii.js';
import { dateTimeLength } from './date-time.js';
import { startsHeader } from './header.js';

/** Past a UTF-8 byte order mark, wherever files were joined. */
export function afterByteOrderMark(bytes: Buffer, start: number, end: number): number {
  return end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf ? start + 3 : start;
}

/** Past a run of NUL bytes: what a power failure leaves of a file that was being extended. */
export function afterNuls(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === NUL) at++;
  return at;
}

/** Past the indentation of an excerpt that was pasted as a block of code. */
export function afterIndentation(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  return at;
}

/** Whether a row begins here: a date-time and a comma. */
export function beginsRecord(bytes: Buffer, start: number, end: number): boolean {
  const at = afterNuls(bytes, afterByteOrderMark(bytes, start, end), end);
  const length = dateTimeLength(bytes, at, end);
  return length > 0 && at + length < end && bytes[at + length] === COMMA;
}

/** Whether a header line of Exchange's begins here. */
export function beginsHeader(bytes: Buffer, start: number, end: number): boolean {
  const at = afterByteOrderMark(bytes, start, end);
  return at < end && bytes[at] === HASH && startsHeader(bytes.toString('latin1', at, Math.min(end, at + 16)));
}

/** The end of a line without its line end. Carriage returns may have been doubled by a copy in text mode. */
export function withoutCarriageReturn(bytes: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1] === CR) at--;
  return at;
}

export function isBlank(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB || bytes[at] === CR)) at++;
  return at >= end;
}
