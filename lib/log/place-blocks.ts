import { PLACE_SIZE } from './record-places.js';

/** Records in one block. */
const BLOCK_RECORDS = 4096;

/**
 * Hands out room for the places of sessions that are complete, cut from larger blocks: one small array for each session would cost more than
 * reading it. A block lives as long as the last session that uses it.
 */
export class PlaceBlocks {
  private block = new Int32Array(0);
  private used = 0;
  /** Where the room that was taken last begins in its block. */
  start = 0;

  /** Takes room for so many records, and returns the block that it is in. */
  take(records: number): Int32Array {
    const size = records * PLACE_SIZE;
    if (this.used + size > this.block.length) {
      this.block = new Int32Array(Math.max(size, BLOCK_RECORDS * PLACE_SIZE));
      this.used = 0;
    }
    this.start = this.used;
    this.used += size;
    return this.block;
  }
}
