/** Bytes that come in at once: few enough that they are still in the processor's own cache when they are scanned, enough that reading costs no time. */
const COMES_AT_ONCE = 256 * 1024;

/**
 * A part of a log file: bytes that lie together in memory, so that what is told of them can refer to them. It may come in while it is read: what was only
 * just written to memory is read faster than what the cache has forgotten again.
 */
export class LogPart {
  #bytes: Buffer;
  #isWhole = false;

  /**
   * @param memory room for the part
   * @param readInto fills as much as it can of the memory that it is given, and returns how many bytes; 0 at the end of the file
   */
  constructor(
    readonly memory: Buffer,
    private readonly readInto: (memory: Buffer) => number,
  ) {
    this.#bytes = memory.subarray(0, 0);
  }

  /** A part that is there already. */
  static of(bytes: Buffer): LogPart {
    const part = new LogPart(bytes, () => 0);
    part.#bytes = bytes;
    part.#isWhole = true;
    return part;
  }

  /** What has come in. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /**
   * Has more bytes come in; false when that was all.
   *
   * @throws what `readInto` throws, if nothing has come in yet. Later an error ends the part, so that nothing of it is lost: it comes again with the next.
   */
  grow(): boolean {
    if (this.#isWhole) return false;
    const { length } = this.#bytes;
    const read = this.#read(this.memory.subarray(length, length + COMES_AT_ONCE));
    this.#isWhole = read === 0;
    this.#bytes = this.memory.subarray(0, length + read);
    return read > 0;
  }

  #read(room: Buffer): number {
    try {
      return room.length === 0 ? 0 : this.readInto(room);
    } catch (error) {
      if (this.#bytes.length === 0) throw error;
      return 0;
    }
  }
}
