import { LF } from './ascii.js';
import { DATA_START, END, LINE, EVENT, PLACE_SIZE, START } from './record-places.js';
import type { RecordRun } from './raw-session.js';
import type { RowsPlace } from './row-sink.js';

/** Records of an open session, copied from buffers that went away before the session's end. */
export class CarriedRecords implements RecordRun {
  readonly from = 0;
  count = 0;
  /** The records as written, each ended by a line feed. */
  bytes: Buffer = Buffer.alloc(0);
  /** Where each stands in {@link bytes}; the places of one record are {@link PLACE_SIZE} integers. */
  places = new Int32Array(0);
  /** Bytes of the file before each record. */
  readonly offsets: number[] = [];
  /** The file of each record, and its layout. */
  readonly origins: RowsPlace[] = [];
  private used = 0;

  /** Copies records that stand in `bytes` at `places`. */
  add(bytes: Buffer, origin: RowsPlace, places: Int32Array, from: number, records: number): void {
    let length = 0;
    for (let at = from; at < from + records * PLACE_SIZE; at += PLACE_SIZE)
      length += (places[at + END] ?? 0) - (places[at + START] ?? 0) + 1;
    this.makeRoom(length, records);

    for (let at = from; at < from + records * PLACE_SIZE; at += PLACE_SIZE) {
      const start = places[at + START] ?? 0;
      const end = places[at + END] ?? 0;
      const to = this.count * PLACE_SIZE;
      bytes.copy(this.bytes, this.used, start, end);
      this.places[to + START] = this.used;
      this.places[to + END] = this.used + end - start;
      this.places[to + DATA_START] = this.used + (places[at + DATA_START] ?? 0) - start;
      this.places[to + EVENT] = places[at + EVENT] ?? 0;
      this.places[to + LINE] = places[at + LINE] ?? 0;
      this.offsets.push(origin.offset + start);
      this.origins.push(origin);
      this.used += end - start;
      this.bytes[this.used++] = LF;
      this.count++;
    }
  }

  /** The copied lines. */
  lines(): Buffer {
    return this.bytes.subarray(0, this.used);
  }

  private makeRoom(length: number, records: number): void {
    if (this.used + length > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.used + length, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.used);
      this.bytes = larger;
    }
    const size = (this.count + records) * PLACE_SIZE;
    if (size > this.places.length) {
      const larger = new Int32Array(Math.max(size, this.places.length * 2));
      larger.set(this.places);
      this.places = larger;
    }
  }
}
