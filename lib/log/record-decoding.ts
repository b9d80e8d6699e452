import { checkedTimeOf, ORDINARY_DATE_TIME, timeOf } from './date-time.js';
import { areAscii } from './four-bytes.js';
import {
  fieldEndOfText,
  fieldPlaces,
  isQuoted,
  placeFields,
  placeFieldsOfText,
  valueBytes,
  valueText,
  withoutDoubledQuotes,
} from './fields.js';
import type { RecordRun } from './raw-session.js';
import type { LogEvent, LogRecord } from './record.js';
import { DATA_START, END, LINE, READ_AT, START } from './record-places.js';
import type { RowsPlace } from './row-sink.js';
import { textOf } from './text.js';

const places = fieldPlaces();

/** Stands in a decoded text for what is no valid UTF-8. */
const REPLACEMENT = '\uFFFD';

/** What the rows of a session have in common: decoded once. */
export type SharedFields = Pick<LogRecord, 'connector' | 'sessionId'>;

/** Decodes a row that was read before, so that nothing of it can be wrong any more: the one that stands at `place` of the run's places. */
export function decodeRecord(run: RecordRun, place: number, origin: RowsPlace, shared: SharedFields): LogRecord {
  const start = run.places[place + START] ?? 0;
  const end = run.places[place + END] ?? 0;
  // Nearly all rows are, and then there is nothing to be decoded.
  const ascii = areAscii(run.view, start, end);
  const text = run.bytes.toString(ascii ? 'latin1' : 'utf8', start, end);
  if (ascii && origin.columns.standard) {
    const dataStart = (run.places[place + DATA_START] ?? 0) - start;
    const quote = text.indexOf('"');
    if (quote < 0 || quote >= dataStart) return ordinaryRecord(text, dataStart, run, place, origin, shared);
  }
  return anyRecord(text, ascii, run, place, origin, shared);
}

/**
 * A row in Exchange's own columns that has no character beyond ASCII, and no quote before its data: the names of connector and session are as long in it
 * as they are in the session.
 */
function ordinaryRecord(
  text: string,
  dataStart: number,
  run: RecordRun,
  place: number,
  origin: RowsPlace,
  { connector, sessionId }: SharedFields,
): LogRecord {
  const start = run.places[place + START] ?? 0;
  const timeEnd = text.indexOf(',');
  const sequence = timeEnd + connector.length + sessionId.length + 3;
  const localEndpoint = text.indexOf(',', sequence) + 1;
  const remoteEndpoint = text.indexOf(',', localEndpoint) + 1;
  const event = text.indexOf(',', remoteEndpoint) + 1;
  const dataEnd = fieldEndOfText(text, dataStart);
  const context = dataEnd + 1;
  return {
    time: timeEnd === ORDINARY_DATE_TIME ? checkedTimeOf(run.bytes, start) : timeOf(run.bytes, start, start + timeEnd),
    connector,
    sessionId,
    sequence: sequenceOf(text.slice(sequence, localEndpoint - 1)),
    localEndpoint: text.slice(localEndpoint, remoteEndpoint - 1),
    remoteEndpoint: text.slice(remoteEndpoint, event - 1),
    event: eventOf(text.slice(event, dataStart - 1)),
    data: textValue(text, dataStart, dataEnd),
    // Most rows end with the comma before it.
    context: context >= text.length ? '' : contextOf(textValue(text, context, fieldEndOfText(text, context))),
    text,
    source: sourceOf(run, place, origin),
  };
}

/** Any row; `decoded` is the text of it as if all of it were UTF-8. */
function anyRecord(
  decoded: string,
  ascii: boolean,
  run: RecordRun,
  place: number,
  origin: RowsPlace,
  { connector, sessionId }: SharedFields,
): LogRecord {
  const { bytes } = run;
  const { columns } = origin;
  const start = run.places[place + START] ?? 0;
  const end = run.places[place + END] ?? 0;
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
    sequence: sequenceOf(field(columns.sequence)),
    localEndpoint: field(columns.localEndpoint),
    remoteEndpoint: field(columns.remoteEndpoint),
    event: eventOf(field(columns.event)),
    data: field(columns.data),
    context: contextOf(field(columns.context)),
    text: plain ? decoded : textOf(bytes, start, end),
    source: sourceOf(run, place, origin),
  };
}

function sourceOf({ places: rows }: RecordRun, place: number, { file, offset }: RowsPlace): LogRecord['source'] {
  return { file, line: rows[place + LINE] ?? 0, offset: offset + (rows[place + READ_AT] ?? 0) };
}

/** Reading has admitted digits and nothing else. */
function sequenceOf(field: string): number {
  return Number(field);
}

/** Markdown ends a line with two blanks; Exchange writes none. */
function contextOf(field: string): string {
  return field.trimEnd();
}

/** Reading has admitted the five events and the empty one. */
function eventOf(field: string): LogEvent {
  return (field || '*') as LogEvent;
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
