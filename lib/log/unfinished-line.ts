/** The bytes at the end of what was read so far that are no whole record yet. They grow without being copied for every byte that is added. */
export class UnfinishedLine {
  private room: Buffer = EMPTY;
  private used = 0;

  get length(): number {
    return this.used;
  }

  /** The bytes; valid until more are added. */
  get bytes(): Buffer {
    return this.room.subarray(0, this.used);
  }

  add(bytes: Buffer, start: number, end: number): void {
    const length = this.used + end - start;
    if (length > this.room.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, Math.min(this.room.length * 2, this.room.length + 16 * 1024 * 1024)));
      this.room.copy(larger, 0, 0, this.used);
      this.room = larger;
    }
    bytes.copy(this.room, this.used, start, end);
    this.used = length;
  }

  /** Lets the first bytes go. What was there stays as it is for those who still look at it: new room is taken for the rest. */
  drop(count: number): void {
    const rest = this.room.subarray(count, this.used);
    this.room = rest.length === 0 ? EMPTY : Buffer.from(rest);
    this.used = rest.length;
  }
}

const EMPTY = Buffer.alloc(0);
