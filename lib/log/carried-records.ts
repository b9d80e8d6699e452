import { LF } from './ascii.js';
import { ByteBlocks } from './byte-blocks.js';
import { copyBytes, viewOf } from './four-bytes.js';
import { PlaceBlocks } from './place-blocks.js';
import { DATA_START, END, EVENT, LINE, MARK, PLACE_SIZE, READ_AT, START } from './record-places.js';
import type { CurrentRecords, RecordRun } from './raw-session.js';
import type { RowsPlace } from './row-sink.js';

/** Records in one block of places: as many as there are about in a block of bytes. */
const BLOCK_RECORDS = 128;

/** Memory for the records of open sessions whose buffers go away. */
export class CarryRoom {
  readonly bytes = new ByteBlocks();
  readonly places = new PlaceBlocks(BLOCK_RECORDS);
}

/** Records of an open session, copied from buffers that went away before the session's end. */
export class CarriedRecords implements RecordRun {
  count = 0;
  standardColumns = true;
  bytes = NOTHING;
  view = NO_VIEW;
  places = NO_PLACES;
  from = 0;
  /** Where each record comes from: those before `until`, and after the portion before it. */
  private readonly portions: { readonly origin: RowsPlace; readonly until: number }[] = [];
  /** The room in {@link bytes}, each record ended by a line feed. */
  private start = 0;
  private end = 0;
  private full = 0;
  /** Records for which there is room. */
  private records = 0;

  constructor(private readonly room: CarryRoom) {}

  /** Copies records that stand in one run of bytes. */
  add({ view, origin, places, from, count: records }: CurrentRecords): void {
    let length = 0;
    for (let at = from; at < from + records * PLACE_SIZE; at += PLACE_SIZE)
      length += (places[at + END] ?? 0) - (places[at + START] ?? 0) + 1;
    if (this.end + length > this.full) this.moveBytes(length);
    if (this.count + records > this.records) this.movePlaces(records);

    let to = this.from + this.count * PLACE_SIZE;
    for (let at = from; at < from + records * PLACE_SIZE; at += PLACE_SIZE, to += PLACE_SIZE) {
      const start = places[at + START] ?? 0;
      const end = places[at + END] ?? 0;
      copyBytes(view, start, end, this.view, this.end);
      this.places[to + START] = this.end;
      this.places[to + END] = this.end + end - start;
      this.places[to + DATA_START] = this.end + (places[at + DATA_START] ?? 0) - start;
      this.places[to + EVENT] = places[at + EVENT] ?? 0;
      this.places[to + LINE] = places[at + LINE] ?? 0;
      this.places[to + READ_AT] = places[at + READ_AT] ?? 0;
      this.places[to + MARK] = places[at + MARK] ?? 0;
      this.end += end - start;
      this.bytes[this.end++] = LF;
    }
    this.count += records;
    this.standardColumns &&= origin.columns.standard;
    this.portions.push({ origin, until: this.count });
  }

  /** The copied lines. */
  lines(): Buffer {
    return this.bytes.subarray(this.start, this.end);
  }

  /** Where a record comes from. */
  originOf(record: number): RowsPlace | undefined {
    return this.portions.find(({ until }) => record < until)?.origin;
  }

  /** Takes larger room. Whoever comes for more often comes again, so it doubles. */
  private moveBytes(length: number): void {
    const { bytes, start, end, places, from, count } = this;
    const used = end - start;
    const size = Math.max(used + length, used * 2);
    const taken = this.room.bytes;
    taken.take(size);
    bytes.copy(taken.bytes, taken.start, start, end);
    const moved = taken.start - start;
    for (let at = from; at < from + count * PLACE_SIZE; at += PLACE_SIZE) {
      for (const place of [START, END, DATA_START]) places[at + place] = (places[at + place] ?? 0) + moved;
    }
    this.bytes = taken.bytes;
    this.view = taken.view;
    this.start = taken.start;
    this.end = end + moved;
    this.full = taken.start + size;
  }

  private movePlaces(records: number): void {
    const { places, from, count } = this;
    const taken = this.room.places;
    this.records = Math.max(count + records, count * 2);
    taken.take(this.records);
    taken.block.set(places.subarray(from, from + count * PLACE_SIZE), taken.start);
    this.places = taken.block;
    this.from = taken.start;
  }
}

const NOTHING: Buffer = Buffer.alloc(0);
const NO_VIEW = viewOf(NOTHING);
const NO_PLACES = new Int32Array(0);
