import { COMMA, CR, NINE, QUOTE, ZERO } from './ascii.js';
import { isOrdinaryDateTime } from './date-time.js';
import { isEvent, MAX_SEQUENCE_DIGITS } from './exact-row.js';
import { quoteState } from './fields.js';
import { MAX_LINE_BYTES } from './limits.js';
import type { Row } from './row.js';
import { areEightDigits, eightDigits } from './session-id.js';

/** Bytes of `yyyy-MM-ddTHH:mm:ss.fffZ`. */
const DATE_TIME = 24;

/** Bytes that the shortest ordinary row has: date-time, session-id, a digit, an event and seven commas. */
const SHORTEST = DATE_TIME + 16 + 1 + 1 + 7;

/**
 * Reads rows as Exchange writes nearly all of them: its own columns, three digits of fraction, sixteen hexadecimal digits of session-id and no
 * quotes before the data. It gives up at anything else, and {@link readExactRow} decides; where it doesn't give up, both say the same.
 */
export class OrdinaryRows {
  private bytes: Buffer;
  /** A place of these bytes that holds a day known to be one, or -1. */
  private day = -1;
  /** The first quote at or after the row. */
  private quote = -1;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Reads the row between `start` and its line feed; false means that it is none, or not an ordinary one. */
  read(start: number, lineFeed: number, row: Row): boolean {
    const bytes = this.bytes;
    let end = lineFeed;
    while (end > start && bytes[end - 1] === CR) end--;
    if (end - start < SHORTEST || lineFeed - start > MAX_LINE_BYTES) return false;
    if (bytes[start + DATE_TIME] !== COMMA || !isOrdinaryDateTime(bytes, start, this.day)) return false;
    this.day = start;

    let at = start + DATE_TIME + 1;
    if (bytes[at] === QUOTE) return false;
    row.connectorStart = at;
    while (at < end && bytes[at] !== COMMA) at++;
    row.connectorEnd = at++;

    if (at + 17 > end || bytes[at + 16] !== COMMA || !areEightDigits(bytes, at) || !areEightDigits(bytes, at + 8)) return false;
    row.idHigh = eightDigits(bytes, at);
    row.idLow = eightDigits(bytes, at + 8);
    at += 17;

    const digits = at;
    let sequence = 0;
    let digit = bytes[at] ?? 0;
    while (digit >= ZERO && digit <= NINE && at - digits < MAX_SEQUENCE_DIGITS) {
      sequence = sequence * 10 + digit - ZERO;
      digit = bytes[++at] ?? 0;
    }
    if (at === digits || digit !== COMMA) return false;
    row.sequence = sequence;
    at++;

    if (bytes[at] === QUOTE) return false;
    while (at < end && bytes[at] !== COMMA) at++;
    at++;
    if (bytes[at] === QUOTE) return false;
    while (at < end && bytes[at] !== COMMA) at++;
    at++;

    const event = bytes[at];
    if (at + 1 >= end || bytes[at + 1] !== COMMA || !isEvent(event)) return false;
    row.event = event;
    row.dataStart = at + 2;

    if (this.quote < start) {
      const next = bytes.indexOf(QUOTE, start);
      this.quote = next < 0 ? bytes.length : next;
    }
    if (this.quote < end && quoteState(bytes, at + 2, end, false) !== 'closed') return false;

    row.start = start;
    row.end = end;
    row.connectorBytes = bytes;
    row.hexId = true;
    return true;
  }
}
