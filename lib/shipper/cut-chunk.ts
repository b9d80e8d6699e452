import { MAX_CHUNK_BYTES } from '../contract/uploads.js';
import { lastRecordEnd } from '../log/record-end.js';

/** A place in a log file, always at the start of a line (but for a line longer than any chunk). */
export interface Position {
  /** Bytes before it. */
  readonly offset: number;
  /** The line that begins there, counted from 1. */
  readonly line: number;
}

export const START: Position = { offset: 0, line: 1 };

export type Cut<Part> = {
  /** The reading that decided it. */
  readonly part: Part;
  /** Bytes of that reading behind the cut. */
  readonly left: number;
} & (
  | {
      readonly kind: 'cut';
      readonly to: Position;
      /** The log goes on behind what was read: waiting would not have made the chunk larger. */
      readonly full: boolean;
      /** No record ended within the largest chunk, so this one ends in the middle of a record. */
      readonly inMidRecord: boolean;
    }
  /** Nothing, or only the beginning of a record, stands behind the position. */
  | { readonly kind: 'wait' }
);

/** Reads `length` bytes of the log, fewer only where it ends. */
export type ReadPart<Part> = (from: number, length: number) => Promise<Part>;

/**
 * Where the chunk that begins at `from` ends: at the last record end within `aim` bytes.
 *
 * A record longer than that lets the chunk grow, up to what one grant covers. Where no record ends even there (a quote that was never
 * closed, or no log at all), the cut goes behind the last line end, or else through the line: otherwise nothing behind it would
 * ever be shipped.
 */
export async function cutChunk<Part extends { readonly bytes: Buffer }>(
  read: ReadPart<Part>,
  from: Position,
  aim: number,
): Promise<Cut<Part>> {
  for (let length = aim; ; length = Math.min(length * 4, MAX_CHUNK_BYTES)) {
    const part = await read(from.offset, length);
    const { bytes } = part;
    const full = bytes.length === length;
    const recordEnd = lastRecordEnd(bytes);
    const inMidRecord = recordEnd === 0;
    if (inMidRecord && !full) return { kind: 'wait', part, left: bytes.length };
    if (inMidRecord && length < MAX_CHUNK_BYTES) continue;

    const end = recordEnd || bytes.lastIndexOf(LINE_FEED) + 1 || length;
    return { kind: 'cut', to: behind(from, bytes.subarray(0, end)), full, inMidRecord, part, left: bytes.length - end };
  }
}

const LINE_FEED = 0x0a;

function behind(from: Position, bytes: Buffer): Position {
  let line = from.line;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) line += 1;
  return { offset: from.offset + bytes.length, line };
}
