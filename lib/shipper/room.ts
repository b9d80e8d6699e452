/** A record that needs more than this is rare, and its room is given back. */
const LASTING_BYTES = 4 * 1024 * 1024;

/**
 * Memory that is used again and again. Logs are read piece after piece, and each piece is done with before the next is read; new buffers for them would
 * wait by the hundred to be collected.
 */
export class Room {
  #buffer = Buffer.alloc(0);

  /** So many bytes, whatever stands in them. They are the caller's until it asks again. */
  of(length: number): Buffer {
    const isLeftOver = this.#buffer.length > LASTING_BYTES && length <= LASTING_BYTES;
    if (this.#buffer.length < length || isLeftOver) this.#buffer = Buffer.allocUnsafeSlow(length);
    return this.#buffer.subarray(0, length);
  }
}
