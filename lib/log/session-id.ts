import { areAscii, FOUR, viewOf } from './four-bytes.js';
import type { Row } from './row.js';
import { textOf } from './text.js';

/**
 * Bytes of a session-id as Exchange writes it: sixteen hexadecimal digits. Its documentation says GUID; all real logs have these, and masked excerpts as
 * many other letters. To tell one from another it need not be known what they are.
 */
export const ORDINARY_ID_BYTES = 16;

/** Reads the session-id that stands here into the row. */
export function takeOrdinaryId(view: DataView, start: number, row: Row): void {
  row.id0 = view.getInt32(start, true);
  row.id1 = view.getInt32(start + FOUR, true);
  row.id2 = view.getInt32(start + 2 * FOUR, true);
  row.id3 = view.getInt32(start + 3 * FOUR, true);
}

/** The session-id whose bytes these are. */
export function ordinaryIdText(id0: number, id1: number, id2: number, id3: number): string {
  idBytes.writeInt32LE(id0, 0);
  idBytes.writeInt32LE(id1, FOUR);
  idBytes.writeInt32LE(id2, 2 * FOUR);
  idBytes.writeInt32LE(id3, 3 * FOUR);
  return areAscii(idView, 0, ORDINARY_ID_BYTES) ? idBytes.toString('latin1') : textOf(idBytes, 0, ORDINARY_ID_BYTES);
}

const idBytes = Buffer.alloc(ORDINARY_ID_BYTES);
const idView = viewOf(idBytes);
