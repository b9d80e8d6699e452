import { LF } from './ascii.js';
import { quoteState } from './fields.js';
import { MAX_BROKEN_RECORD_BYTES } from './limits.js';
import { beginsHeader, beginsRecord, withoutCarriageReturn } from './line-start.js';

/** Where a record ends whose quoted field was open at the end of its first line. */
export type BrokenRecordEnd =
  | { readonly kind: 'closed'; /** The line feed, or the end of the bytes, at which it ends. */ readonly end: number }
  | { readonly kind: 'malformed'; readonly reason: 'unterminated-quote' | 'text-after-closing-quote' }
  /** More bytes are needed to tell. */
  | { readonly kind: 'undecided' };

const UNTERMINATED: BrokenRecordEnd = { kind: 'malformed', reason: 'unterminated-quote' };

/**
 * Follows a quoted field over line breaks. Exchange has not been seen to write such fields, but a reply that a stranger sent may hold anything,
 * and a lost quote must not swallow the file: a line that begins like a record or a header proves that the quote was never closed.
 *
 * Only a line that begins like a record is followed, so no byte is looked at more than twice, and whether a line end is a record's end
 * can be told from the nearest such line on.
 *
 * @param start where the record begins
 * @param firstLineEnd the line feed of its first line
 * @param end one past the last byte that is here
 * @param final no more bytes will come
 */
export function endOfBrokenRecord(bytes: Buffer, start: number, firstLineEnd: number, end: number, final: boolean): BrokenRecordEnd {
  let lineStart = firstLineEnd + 1;
  for (;;) {
    let lineFeed = bytes.indexOf(LF, lineStart);
    if (lineFeed < 0 || lineFeed >= end) {
      if (end - start > MAX_BROKEN_RECORD_BYTES) return UNTERMINATED;
      if (!final) return { kind: 'undecided' };
      if (lineStart >= end) return UNTERMINATED;
      lineFeed = end;
    }
    if (lineFeed - start > MAX_BROKEN_RECORD_BYTES) return UNTERMINATED;
    if (beginsRecord(bytes, lineStart, lineFeed) || beginsHeader(bytes, lineStart, lineFeed)) return UNTERMINATED;
    const state = quoteState(bytes, lineStart, withoutCarriageReturn(bytes, lineStart, lineFeed), true);
    if (state === 'closed') return { kind: 'closed', end: lineFeed };
    if (state === 'text-after-closing-quote') return { kind: 'malformed', reason: state };
    if (lineFeed === end) return UNTERMINATED;
    lineStart = lineFeed + 1;
  }
}
