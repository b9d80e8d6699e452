import { viewOf } from './four-bytes.js';

/**
 * Bytes in one block. A block lives as long as the last session that has room in it, which may be one that never ends: four ordinary sessions are little to
 * keep with it.
 */
const BLOCK_BYTES = 16 * 1024;

/** Hands out room for bytes, cut from larger blocks: memory of its own for each session would cost more than what is copied there. */
export class ByteBlocks {
  bytes: Buffer = Buffer.alloc(0);
  view = viewOf(this.bytes);
  /** Where the room that was taken last begins in {@link bytes}. */
  start = 0;
  private used = 0;

  /** Takes room for so many bytes: from {@link start} on in {@link bytes}. */
  take(length: number): void {
    if (this.used + length > this.bytes.length) {
      this.bytes = Buffer.allocUnsafeSlow(Math.max(length, BLOCK_BYTES));
      this.view = viewOf(this.bytes);
      this.used = 0;
    }
    this.start = this.used;
    this.used += length;
  }
}
