import { isAscii } from 'node:buffer';
import type { Columns } from './columns.js';
import { timeOf } from './date-time.js';
import { fieldPlaces, isQuoted, placeFields, valueBytes, valueText, withoutDoubledQuotes } from './fields.js';
import type { LogEvent, LogRecord } from './record.js';
import { textOf } from './text.js';

const places = fieldPlaces();

/** Decodes a row that was read before, so that nothing of it can be wrong any more. */
export function decodeRecord(bytes: Buffer, start: number, end: number, columns: Columns, source: LogRecord['source']): LogRecord {
  placeFields(bytes, start, end, places);
  const row = bytes.subarray(start, end);
  // Fields beyond ASCII are decoded each by itself: one bad byte from a stranger must not spoil the connector's name.
  const plain = isAscii(row);
  const text = plain ? row.toString('latin1') : textOf(bytes, start, end);
  const field = (column: number): string => {
    if (column < 0 || column >= places.count) return '';
    const from = places.starts[column] ?? 0;
    const to = places.ends[column] ?? 0;
    if (!plain) return valueText(bytes, from, to);
    return isQuoted(bytes, from, to)
      ? withoutDoubledQuotes(text.slice(from + 1 - start, to - 1 - start))
      : text.slice(from - start, to - start);
  };
  return {
    time: timeIn(bytes, columns.dateTime),
    connector: field(columns.connector),
    sessionId: field(columns.sessionId),
    // Reading has admitted digits and nothing else.
    sequence: Number(field(columns.sequence)),
    localEndpoint: field(columns.localEndpoint),
    remoteEndpoint: field(columns.remoteEndpoint),
    // Reading has admitted the five events and the empty one.
    event: (field(columns.event) || '*') as LogEvent,
    data: field(columns.data),
    // Markdown ends a line with two blanks; Exchange writes none.
    context: field(columns.context).trimEnd(),
    text,
    source,
  };
}

function timeIn(bytes: Buffer, column: number): number {
  const from = places.starts[column] ?? 0;
  const to = places.ends[column] ?? 0;
  if (!isQuoted(bytes, from, to)) return timeOf(bytes, from, to);
  const value = valueBytes(bytes, from, to);
  return timeOf(value, 0, value.length);
}
