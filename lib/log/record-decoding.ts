import type { Columns } from './columns.js';
import { checkedTimeOf, ORDINARY_DATE_TIME, timeOf } from './date-time.js';
import { areAscii } from './four-bytes.js';
import { fieldPlaces, isQuoted, placeFields, placeFieldsOfText, valueBytes, valueText, withoutDoubledQuotes } from './fields.js';
import type { RecordRun } from './raw-session.js';
import type { LogEvent, LogRecord } from './record.js';
import { textOf } from './text.js';

const places = fieldPlaces();

/** Stands in a decoded text for what is no valid UTF-8. */
const REPLACEMENT = '\uFFFD';

/** What the rows of a session have in common: decoded once. */
export type SharedFields = Pick<LogRecord, 'connector' | 'sessionId'>;

/** Decodes a row that was read before, so that nothing of it can be wrong any more. */
export function decodeRecord(
  { bytes, view }: Pick<RecordRun, 'bytes' | 'view'>,
  start: number,
  end: number,
  columns: Columns,
  { connector, sessionId }: SharedFields,
  source: LogRecord['source'],
): LogRecord {
  // Nearly all rows are, and then there is nothing to be decoded.
  const ascii = areAscii(view, start, end);
  const decoded = bytes.toString(ascii ? 'latin1' : 'utf8', start, end);
  // The time is read from the bytes, whose places are those of the text only as long as nothing but ASCII stands before it.
  const plain = ascii || (columns.dateTime === 0 && !decoded.includes(REPLACEMENT));
  if (plain) placeFieldsOfText(decoded, places);
  else placeFields(bytes, start, end, places);
  const field = (column: number): string => {
    if (column < 0 || column >= places.count) return '';
    const from = places.starts[column] ?? 0;
    const to = places.ends[column] ?? 0;
    // One bad byte from a stranger must not spoil the other fields: each is decoded by itself.
    return plain ? textValue(decoded, from, to) : valueText(bytes, from, to);
  };
  return {
    time: timeIn(bytes, plain ? start : 0, columns.dateTime),
    connector,
    sessionId,
    // Reading has admitted digits and nothing else.
    sequence: Number(field(columns.sequence)),
    localEndpoint: field(columns.localEndpoint),
    remoteEndpoint: field(columns.remoteEndpoint),
    // Reading has admitted the five events and the empty one.
    event: (field(columns.event) || '*') as LogEvent,
    data: field(columns.data),
    // Markdown ends a line with two blanks; Exchange writes none.
    context: field(columns.context).trimEnd(),
    text: plain ? decoded : textOf(bytes, start, end),
    source,
  };
}

function textValue(text: string, start: number, end: number): string {
  return text.startsWith('"', start) && end > start ? withoutDoubledQuotes(text.slice(start + 1, end - 1)) : text.slice(start, end);
}

/** `offset` leads from the places to the bytes. */
function timeIn(bytes: Buffer, offset: number, column: number): number {
  const from = offset + (places.starts[column] ?? 0);
  const to = offset + (places.ends[column] ?? 0);
  if (!isQuoted(bytes, from, to)) return to - from === ORDINARY_DATE_TIME ? checkedTimeOf(bytes, from) : timeOf(bytes, from, to);
  const value = valueBytes(bytes, from, to);
  return timeOf(value, 0, value.length);
}
