import { MAX_CHUNK_BYTES } from '../contract/uploads.js';
import { lastRecordEnd } from '../log/record-end.js';
import { behind, LINE_FEED, type Position } from './position.js';

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
 *
 * Of a log that Exchange has done with, all that is left is the last chunk, a half line at its end included.
 *
 * @param isFinished whether the log that this part is of will not grow any more
 */
export async function cutChunk<Part extends { readonly bytes: Buffer }>(
  read: ReadPart<Part>,
  from: Position,
  aim: number,
  isFinished: (part: Part) => boolean = () => false,
): Promise<Cut<Part>> {
  for (let length = aim; ; length = Math.min(length * 4, MAX_CHUNK_BYTES)) {
    const part = await read(from.offset, length);
    const { bytes } = part;
    const full = bytes.length === length;
    if (!full && bytes.length > 0 && isFinished(part)) {
      return { kind: 'cut', to: behind(from, bytes), full, inMidRecord: false, part, left: 0 };
    }
    const recordEnd = lastRecordEnd(bytes);
    const inMidRecord = recordEnd === 0;
    if (inMidRecord && !full) return { kind: 'wait', part, left: bytes.length };
    if (inMidRecord && length < MAX_CHUNK_BYTES) continue;

    const end = recordEnd || bytes.lastIndexOf(LINE_FEED) + 1 || length;
    return { kind: 'cut', to: behind(from, bytes.subarray(0, end)), full, inMidRecord, part, left: bytes.length - end };
  }
}
