import { checkedTimeOf, ORDINARY_DATE_TIME, timeOf } from '../../log/date-time.js';
import type { RawSession } from '../../log/raw-session.js';

const COMMA = 0x2c;
const QUOTE = 0x22;

/** The time that a row of a log with Exchange's own columns begins with, in milliseconds since 1970. The reader has checked that it is one. */
export function rowTime(session: RawSession, record: number): number {
  const bytes = session.bytes(record);
  const line = session.lineStart(record);
  // Whoever exports a log anew may have every field enclosed in quotes.
  if (bytes[line] === QUOTE) return timeOf(bytes, line + 1, bytes.indexOf(QUOTE, line + 1));
  return bytes[line + ORDINARY_DATE_TIME] === COMMA ? checkedTimeOf(bytes, line) : timeOf(bytes, line, bytes.indexOf(COMMA, line));
}
