import { isAscii } from 'node:buffer';
import type { Columns } from './columns.js';
import { timeOf } from './date-time.js';
import { fieldPlaces, isQuoted, placeFields, valueBytes, valueText } from './fields.js';
import { sequenceOf } from './exact-row.js';
import type { LogEvent, LogRecord } from './record.js';
import { textOf } from './text.js';

const places = fieldPlaces();

/** Decodes a row that was read before, so that nothing of it can be wrong any more. */
export function decodeRecord(bytes: Buffer, start: number, end: number, columns: Columns, source: LogRecord['source']): LogRecord {
  placeFields(bytes, start, end, places);
  const text = textOf(bytes, start, end);
  // Fields beyond ASCII are decoded each by itself: one bad byte from a stranger must not spoil the connector's name.
  const plain = isAscii(bytes.subarray(start, end));
  const field = (column: number): string => {
    if (column < 0 || column >= places.count) return '';
    const from = places.starts[column] ?? 0;
    const to = places.ends[column] ?? 0;
    return plain && !isQuoted(bytes, from, to) ? text.slice(from - start, to - start) : valueText(bytes, from, to);
  };
  const raw = (column: number): Buffer => valueBytes(bytes, places.starts[column] ?? 0, places.ends[column] ?? 0);
  const dateTime = raw(columns.dateTime);
  return {
    time: timeOf(dateTime, 0, dateTime.length),
    connector: field(columns.connector),
    sessionId: field(columns.sessionId),
    sequence: sequenceOf(raw(columns.sequence)),
    localEndpoint: field(columns.localEndpoint),
    remoteEndpoint: field(columns.remoteEndpoint),
    // Reading has admitted the five events and the empty one.
    event: (field(columns.event) || '*') as LogEvent,
    data: field(columns.data),
    context: field(columns.context),
    text,
    source,
  };
}
