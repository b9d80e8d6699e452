import { timeOf } from '../../log/date-time.js';
import type { RawSession } from '../../log/raw-session.js';

const COMMA = 0x2c;

/** Bytes of the form in which Exchange itself writes the time. */
const ORDINARY = 24;

/** The time that a row begins with, in milliseconds since 1970. The reader has checked that it is one. */
export function rowTime(session: RawSession, record: number): number {
  const bytes = session.bytes(record);
  const start = session.lineStart(record);
  return timeOf(bytes, start, bytes[start + ORDINARY] === COMMA ? start + ORDINARY : bytes.indexOf(COMMA, start));
}
