import { PLACE_SIZE } from './record-places.js';

/**
 * Hands out room for the places of sessions, cut from larger blocks: one small array for each session would cost more than reading it. A block lives as long as
 * the last session that uses it.
 */
export class PlaceBlocks {
  block = new Int32Array(0);
  /** Where the room that was taken last begins in {@link block}. */
  start = 0;
  private used = 0;

  /** @param blockRecords records in one block */
  constructor(private readonly blockRecords: number) {}

  /** Takes room for so many records: from {@link start} on in {@link block}. */
  take(records: number): void {
    const size = records * PLACE_SIZE;
    if (this.used + size > this.block.length) {
      this.block = new Int32Array(Math.max(size, this.blockRecords * PLACE_SIZE));
      this.used = 0;
    }
    this.start = this.used;
    this.used += size;
  }
}
