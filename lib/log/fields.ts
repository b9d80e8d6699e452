import { COMMA, QUOTE } from './ascii.js';
import { MAX_FIELDS } from './limits.js';
import { isBlank } from './line-start.js';
import { textOf } from './text.js';

/**
 * Where the fields of one row stand. A field that holds a comma or a quote is enclosed in quotes and its own quotes are doubled; a quote
 * is special at a field's start only (RFC 4180, section 2, as Exchange follows it). Blanks behind the last field are markdown's line break.
 */
export interface FieldPlaces {
  /** How many fields the row has; more than {@link MAX_FIELDS} are counted, not placed. */
  count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Room for the fields of one row, used for row after row. */
export function fieldPlaces(): FieldPlaces {
  return { count: 0, starts: new Int32Array(MAX_FIELDS), ends: new Int32Array(MAX_FIELDS) };
}

export type QuoteState = 'closed' | 'open' | 'text-after-closing-quote';

/** Finds the fields of the row at `start`. They are of use only when the answer is `closed`. */
export function placeFields(bytes: Buffer, start: number, lineEnd: number, places: FieldPlaces): QuoteState {
  let end = lineEnd;
  let at = start;
  for (places.count = 0; ; at++) {
    const fieldStart = at;
    if (at < end && bytes[at] === QUOTE) {
      at = closingQuote(bytes, at + 1, end);
      if (at === end) return 'open';
      at++;
      if (isBlank(bytes, at, end)) end = at;
      if (at < end && bytes[at] !== COMMA) return 'text-after-closing-quote';
    } else {
      while (at < end && bytes[at] !== COMMA) at++;
    }
    if (places.count < MAX_FIELDS) {
      places.starts[places.count] = fieldStart;
      places.ends[places.count] = at;
    }
    places.count++;
    if (at >= end) return 'closed';
  }
}

/**
 * The same in the decoded text of a row that was read before, so that its quotes are known to be closed: from one comma to the next it is a jump, not a
 * walk.
 */
export function placeFieldsOfText(text: string, places: FieldPlaces): void {
  let at = 0;
  for (places.count = 0; ; at++) {
    const fieldEnd = fieldEndOfText(text, at);
    if (places.count < MAX_FIELDS) {
      places.starts[places.count] = at;
      places.ends[places.count] = fieldEnd;
    }
    places.count++;
    // Behind a closing quote there is a comma, or nothing but blanks.
    if (!text.startsWith(',', fieldEnd)) return;
    at = fieldEnd;
  }
}

/** Where the field ends that begins at `start` in the text of such a row. */
export function fieldEndOfText(text: string, start: number): number {
  if (text.startsWith('"', start)) return closingQuoteOfText(text, start + 1) + 1;
  const comma = text.indexOf(',', start);
  return comma < 0 ? text.length : comma;
}

function closingQuoteOfText(text: string, start: number): number {
  let quote = text.indexOf('"', start);
  while (quote >= 0 && text.startsWith('"', quote + 1)) quote = text.indexOf('"', quote + 2);
  return quote < 0 ? text.length : quote;
}

/**
 * How a row stands at its line's end when a field begins at `start`, or, with `open`, when `start` is inside a quoted field. The same rules as
 * {@link placeFields} without the places.
 */
export function quoteState(bytes: Buffer, start: number, end: number, open: boolean): QuoteState {
  let at = start;
  let inside = open;
  for (;;) {
    if (!inside && at < end && bytes[at] === QUOTE) {
      inside = true;
      at++;
    }
    if (inside) {
      at = closingQuote(bytes, at, end);
      if (at === end) return 'open';
      at++;
      if (isBlank(bytes, at, end)) return 'closed';
      if (at < end && bytes[at] !== COMMA) return 'text-after-closing-quote';
      inside = false;
    } else {
      while (at < end && bytes[at] !== COMMA) at++;
    }
    if (at >= end) return 'closed';
    at++;
  }
}

/** The quote that ends the field whose text begins at `start`, or `end`: a doubled quote is one of the text's own. */
function closingQuote(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== QUOTE) continue;
    if (at + 1 < end && bytes[at + 1] === QUOTE) at++;
    else return at;
  }
  return end;
}

/** Whether a field is enclosed in quotes. */
export function isQuoted(bytes: Buffer, start: number, end: number): boolean {
  return end > start && bytes[start] === QUOTE;
}

/** A field's value as bytes: without its quotes, doubled quotes made single. */
export function valueBytes(bytes: Buffer, start: number, end: number): Buffer {
  if (!isQuoted(bytes, start, end)) return bytes.subarray(start, end);
  const inner = bytes.subarray(start + 1, end - 1);
  if (!inner.includes(QUOTE)) return inner;
  const value = Buffer.allocUnsafe(inner.length);
  let length = 0;
  for (let at = 0; at < inner.length; at++) {
    if (inner[at] === QUOTE) at++;
    value[length++] = inner[at] ?? QUOTE;
  }
  return value.subarray(0, length);
}

/** A field's value as text. */
export function valueText(bytes: Buffer, start: number, end: number): string {
  if (!isQuoted(bytes, start, end)) return textOf(bytes, start, end);
  return withoutDoubledQuotes(textOf(bytes, start + 1, end - 1));
}

/** What stands between a field's quotes, with its own quotes made single. */
export function withoutDoubledQuotes(text: string): string {
  return text.includes('"') ? text.replaceAll('""', '"') : text;
}
