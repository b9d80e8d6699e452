import type { ConnectorName } from './connector-names.js';
import type { RecordRun } from './raw-session.js';
import type { Direction } from './record.js';
import { PLACE_SIZE, START } from './record-places.js';
import type { RowsPlace } from './row-sink.js';

/** What the scanner tells of a session before the places of its records: see assembly/found.ts. */
const KIND = 0;
const NAME = 1;
const ID = 2;
const STATE = 6;
const SIZE = 7;
const COUNT = 8;
const HEAD_SIZE = 9;

const ROW = 1;
const CLOSED = 2;

const BEGUN = 1;
const WAS_OPEN = 2;

/** What was scanned of one session, or one record of it: it is read where the scanner told it. */
export class FoundSession implements RecordRun {
  /** Where in `places` the first record stands. */
  readonly from: number;
  readonly count: number;

  constructor(
    readonly connector: ConnectorName,
    readonly bytes: Buffer,
    readonly view: DataView,
    readonly origin: RowsPlace,
    readonly places: Int32Array,
    private readonly head: number,
  ) {
    this.from = head + HEAD_SIZE;
    this.count = places[head + COUNT] ?? 0;
  }

  /** It is a record by itself. */
  get isRow(): boolean {
    return this.places[this.head + KIND] === ROW;
  }

  /** Its closing `-` was read; else it is still open. */
  get closed(): boolean {
    return this.places[this.head + KIND] === CLOSED;
  }

  get ordinaryId(): true {
    return true;
  }

  get otherId(): '' {
    return '';
  }

  get carried(): undefined {
    return undefined;
  }

  get id0(): number {
    return this.places[this.head + ID] ?? 0;
  }

  get id1(): number {
    return this.places[this.head + ID + 1] ?? 0;
  }

  get id2(): number {
    return this.places[this.head + ID + 2] ?? 0;
  }

  get id3(): number {
    return this.places[this.head + ID + 3] ?? 0;
  }

  /** Its record with sequence number 0 was read. */
  get begun(): boolean {
    return (this.#state & BEGUN) !== 0;
  }

  /** It was open before the scan. */
  get wasOpen(): boolean {
    return (this.#state & WAS_OPEN) !== 0;
  }

  get #state(): number {
    return this.places[this.head + STATE] ?? 0;
  }

  /** Bytes of its lines. */
  get size(): number {
    return this.places[this.head + SIZE] ?? 0;
  }

  get direction(): Direction | undefined {
    return this.origin.direction;
  }

  /** Where in the bytes its first record begins. */
  get beginsAt(): number {
    return this.places[this.from + START] ?? 0;
  }
}

/** The number of the connector's name in what is told at `head`. */
export function numberOfName(found: Int32Array, head: number): number {
  return found[head + NAME] ?? 0;
}

/** Where what is told next begins. */
export function nextHead(found: Int32Array, head: number): number {
  return head + HEAD_SIZE + (found[head + COUNT] ?? 0) * PLACE_SIZE;
}
