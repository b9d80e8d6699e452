import { CONNECTED, DISCONNECTED, INFORMATION, NINE, RECEIVED, SENT, ZERO } from './ascii.js';
import type { Columns } from './columns.js';
import type { ConnectorNames } from './connector-names.js';
import { timeOf } from './date-time.js';
import type { FieldPlaces } from './fields.js';
import { fieldPlaces, placeFields, valueBytes } from './fields.js';
import { viewOf } from './four-bytes.js';
import { MAX_NAME_BYTES } from './limits.js';
import type { MalformedReason } from './record.js';
import type { Row } from './row.js';
import type { RowSigns } from './row-signs.js';
import { ORDINARY_ID_BYTES, takeOrdinaryId } from './session-id.js';

const places: FieldPlaces = fieldPlaces();

/**
 * Reads one row by all the rules, whatever its columns and quotes, into `row`; or says why it is none. An open quote is reported as
 * unterminated: whether it closes on a later line is for the caller to find out.
 *
 * @param least fields that the row must have
 */
export function readExactRow(
  bytes: Buffer,
  start: number,
  end: number,
  columns: Columns,
  least: number,
  names: ConnectorNames,
  signs: RowSigns | undefined,
  row: Row,
): MalformedReason | undefined {
  const quotes = placeFields(bytes, start, end, places);
  if (quotes !== 'closed') return quotes === 'open' ? 'unterminated-quote' : quotes;
  if (places.count < least) return 'too-few-fields';

  const time = value(bytes, columns.dateTime);
  if (Number.isNaN(timeOf(time, 0, time.length))) return 'bad-date-time';

  const id = value(bytes, columns.sessionId);
  if (id.length === 0) return 'empty-session-id';
  if (id.length > MAX_NAME_BYTES) return 'name-too-long';
  row.ordinaryId = id.length === ORDINARY_ID_BYTES;
  if (row.ordinaryId) takeOrdinaryId(viewOf(id), 0, row);
  else row.otherId = id.toString('latin1');

  const sequence = sequenceOf(value(bytes, columns.sequence));
  if (sequence < 0) return 'bad-sequence-number';
  row.isFirst = sequence === 0;

  const event = eventOf(value(bytes, columns.event));
  if (event === undefined) return 'unknown-event';
  row.event = event;

  const connector = value(bytes, columns.connector);
  if (connector.length > MAX_NAME_BYTES) return 'name-too-long';
  row.connector = names.copyOf(connector);
  row.start = start;
  row.end = end;
  row.dataStart = Math.min(startOf(columns.data, end), startOf(columns.context, end));
  row.mark = columns.standard && signs !== undefined ? signs.signOf(bytes, event, row.dataStart, end) : 0;
  return undefined;
}

function value(bytes: Buffer, column: number): Buffer {
  return column < 0 || column >= places.count ? NOTHING : valueBytes(bytes, places.starts[column] ?? 0, places.ends[column] ?? 0);
}

const NOTHING = Buffer.alloc(0);

function startOf(column: number, end: number): number {
  return column < 0 || column >= places.count ? end : (places.starts[column] ?? end);
}

/** Digits that a sequence number may have; the longest-lived sessions reach four. */
export const MAX_SEQUENCE_DIGITS = 9;

/** The number that the digits write, or -1. */
export function sequenceOf(digits: Buffer): number {
  if (digits.length === 0 || digits.length > MAX_SEQUENCE_DIGITS) return -1;
  let number = 0;
  for (const digit of digits) {
    if (digit < ZERO || digit > NINE) return -1;
    number = number * 10 + digit - ZERO;
  }
  return number;
}

/** The event's byte. An empty event was an asterisk that markdown took for emphasis. */
function eventOf(event: Buffer): number | undefined {
  if (event.length === 0) return INFORMATION;
  const byte = event[0];
  return event.length === 1 && isEvent(byte) ? byte : undefined;
}

/** Whether a byte is one of the five events. */
export function isEvent(byte: number | undefined): byte is number {
  return byte === SENT || byte === RECEIVED || byte === INFORMATION || byte === CONNECTED || byte === DISCONNECTED;
}
