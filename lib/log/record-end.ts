import { LF } from './ascii.js';
import { endOfBrokenRecord } from './broken-record.js';
import { quoteState } from './fields.js';
import { afterByteOrderMark, afterNuls, beginsRecord, withoutCarriageReturn } from './line-start.js';

/**
 * One past the last line end that is also a record's end, or `from` where there is none. A quoted field may hold line breaks, so not every
 * line end will do: a log that is cut here reads the same in parts as in one piece.
 *
 * A quote that is still open when the file ends keeps its line back; so does a line without its end. Both belong to the last part of a file that
 * will not grow any more.
 *
 * @param from where a record, or any other line, begins
 */
export function lastRecordEnd(bytes: Buffer, from = 0): number {
  let at = lastRecordStart(bytes, from);
  for (;;) {
    const lineStart = at;
    const lineFeed = bytes.indexOf(LF, lineStart);
    if (lineFeed < 0) return lineStart;
    const start = afterNuls(bytes, afterByteOrderMark(bytes, lineStart, lineFeed), lineFeed);
    const end = withoutCarriageReturn(bytes, start, lineFeed);
    at = lineFeed + 1;
    if (!beginsRecord(bytes, start, end) || quoteState(bytes, start, end, false) !== 'open') continue;
    const broken = endOfBrokenRecord(bytes, start, lineFeed, bytes.length, false);
    if (broken.kind === 'undecided') return lineStart;
    if (broken.kind === 'closed') at = broken.end + 1;
  }
}

/** The last line that surely begins a record: no record goes on past it. Where there is none, `from`. */
function lastRecordStart(bytes: Buffer, from: number): number {
  let lineFeed = bytes.lastIndexOf(LF);
  while (lineFeed > from) {
    const previous = bytes.lastIndexOf(LF, lineFeed - 1);
    const lineStart = Math.max(previous + 1, from);
    if (beginsRecord(bytes, lineStart, lineFeed)) return lineStart;
    if (previous < from) return from;
    lineFeed = previous;
  }
  return from;
}
