import { COMMA, CR, NINE, QUOTE, ZERO } from './ascii.js';
import { isOrdinaryDateTime, ORDINARY_DATE_TIME } from './date-time.js';
import type { ConnectorName, ConnectorNames } from './connector-names.js';
import { isEvent, MAX_SEQUENCE_DIGITS } from './exact-row.js';
import { commaFrom, viewOf } from './four-bytes.js';
import { MAX_LINE_BYTES, MAX_NAME_BYTES } from './limits.js';
import type { Row } from './row.js';
import { ORDINARY_ID_BYTES, takeOrdinaryId } from './session-id.js';

/** Bytes that the shortest ordinary row has: date-time, session-id, a digit, an event and seven commas. */
const SHORTEST = ORDINARY_DATE_TIME + ORDINARY_ID_BYTES + 1 + 1 + 7;

/**
 * Reads rows as Exchange writes nearly all of them: its own columns, three digits of fraction, sixteen bytes of session-id and no
 * quotes before the data. It gives up at anything else, and {@link readExactRow} decides; where it doesn't give up, both say the same.
 */
export class OrdinaryRows {
  /** A place of these bytes that holds a minute known to be one, or -1. */
  private minute = -1;
  /** The first quote at or after the row. */
  private quote = -1;

  private readonly view: DataView;

  constructor(
    private readonly bytes: Buffer,
    private readonly names: ConnectorNames,
  ) {
    this.view = viewOf(bytes);
  }

  /** Reads the row between `start` and its line feed; false means that it is none, or not an ordinary one. */
  read(start: number, lineFeed: number, row: Row): boolean {
    const { bytes, view } = this;
    let end = lineFeed;
    while (end > start && bytes[end - 1] === CR) end--;
    if (end - start < SHORTEST || lineFeed - start > MAX_LINE_BYTES) return false;
    if (bytes[start + ORDINARY_DATE_TIME] !== COMMA || !isOrdinaryDateTime(bytes, view, start, this.minute)) return false;
    this.minute = start;

    let at = start + ORDINARY_DATE_TIME + 1;
    if (bytes[at] === QUOTE) return false;
    const connector = this.names.writtenAt(view, at, end) ?? this.newName(at, end);
    if (connector === undefined) return false;
    row.connector = connector;
    at += connector.bytes.length + 1;

    if (bytes[at] === QUOTE || commaFrom(view, at, end) !== at + ORDINARY_ID_BYTES) return false;
    takeOrdinaryId(view, at, row);
    at += ORDINARY_ID_BYTES + 1;

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
    at = commaFrom(view, at, end) + 1;
    if (bytes[at] === QUOTE) return false;
    at = commaFrom(view, at, end) + 1;

    const event = bytes[at];
    if (at + 1 >= end || bytes[at + 1] !== COMMA || !isEvent(event)) return false;
    row.event = event;
    row.dataStart = at + 2;

    if (this.quote < start) this.quote = this.quoteFrom(start);
    if (this.quote < end && !this.quotesClose(at + 2, end)) return false;

    row.start = start;
    row.end = end;
    row.ordinaryId = true;
    return true;
  }

  /** The connector's name that begins here and is not remembered, or `undefined` when it can be none. */
  private newName(start: number, end: number): ConnectorName | undefined {
    const comma = commaFrom(this.view, start, end);
    return comma - start > MAX_NAME_BYTES ? undefined : this.names.copyOf(this.bytes.subarray(start, comma));
  }

  /**
   * Whether all quoted fields from `dataStart` on are closed at the row's end. The first quote of the row is known; from one quote to the next it is
   * a jump, not a walk.
   */
  private quotesClose(dataStart: number, end: number): boolean {
    const { bytes } = this;
    while (this.quote < end) {
      const opening = this.quote;
      if (opening !== dataStart && bytes[opening - 1] !== COMMA) {
        // A quote inside a field that doesn't begin with one means nothing.
        this.quote = this.quoteFrom(opening + 1);
        continue;
      }
      let closing = this.quoteFrom(opening + 1);
      while (closing + 1 < end && bytes[closing + 1] === QUOTE) closing = this.quoteFrom(closing + 2);
      if (closing >= end || (closing + 1 < end && bytes[closing + 1] !== COMMA)) return false;
      this.quote = this.quoteFrom(closing + 1);
    }
    return true;
  }

  /** The first quote at or after a place, or the end of the bytes. */
  private quoteFrom(place: number): number {
    const next = this.bytes.indexOf(QUOTE, place);
    return next < 0 ? this.bytes.length : next;
  }
}
