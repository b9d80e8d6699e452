import { LF } from './ascii.js';
import type { CarriedRecords } from './carried-records.js';
import { suggestedDirection } from './direction.js';
import type { OpenSession } from './open-session.js';
import type { RawSession } from './raw-session.js';
import type { Direction, LogRecord, LogSession } from './record.js';
import { decodeRecord } from './record-decoding.js';
import { DATA_START, END, EVENT, LINE, PLACE_SIZE, START } from './record-places.js';
import type { RowsPlace } from './row-sink.js';
import { hexId } from './session-id.js';
import { textOf } from './text.js';

/** How a session came to be handed over. */
export type SessionEnd = 'closed' | 'input-ended' | 'abandoned';

/** Records of the session in the bytes that are being read. */
export interface CurrentRecords {
  readonly bytes: Buffer;
  readonly origin: RowsPlace;
  readonly places: Int32Array;
  /** Where in `places` the session's first record stands. */
  readonly from: number;
  readonly count: number;
}

/** A session that was handed over: first the records that were carried from earlier buffers, then those of the current one. */
export class CompleteSession implements RawSession {
  readonly recordCount: number;
  readonly byteLength: number;
  readonly begun: boolean;
  readonly closed: boolean;
  readonly abandoned: boolean;
  private readonly carried: CarriedRecords | undefined;
  private readonly carriedCount: number;

  constructor(
    private readonly open: OpenSession,
    end: SessionEnd,
    private readonly current: CurrentRecords,
  ) {
    this.begun = open.begun;
    this.closed = end === 'closed';
    this.abandoned = end === 'abandoned';
    this.carried = open.carried;
    this.carriedCount = open.carried?.count ?? 0;
    this.recordCount = this.carriedCount + current.count;
    this.byteLength = open.size + this.recordCount;
  }

  get direction(): Direction {
    return this.open.direction ?? suggestedDirection(this);
  }

  get connector(): string {
    return this.open.connector.text;
  }

  get sessionId(): string {
    const { hexId: isHex, idHigh, idLow, otherId } = this.open;
    if (isHex) return hexId(idHigh, idLow);
    return textOf(Buffer.from(otherId, 'latin1'), 0, otherId.length);
  }

  event(record: number): number {
    return this.place(record, EVENT);
  }

  bytes(record: number): Buffer {
    return this.carried && record < this.carriedCount ? this.carried.bytes : this.current.bytes;
  }

  lineStart(record: number): number {
    return this.place(record, START);
  }

  lineEnd(record: number): number {
    return this.place(record, END);
  }

  dataStart(record: number): number {
    return this.place(record, DATA_START);
  }

  lines(): Buffer {
    const parts = this.carried ? [this.carried.lines()] : [];
    for (let record = this.carriedCount; record < this.recordCount; record++) {
      parts.push(this.current.bytes.subarray(this.lineStart(record), this.lineEnd(record)), LINE_END);
    }
    return Buffer.concat(parts);
  }

  decode(): LogSession {
    const records = Array.from({ length: this.recordCount }, (_, record) => this.decodeRecord(record));
    records.sort((one, other) => one.sequence - other.sequence);
    const { direction, connector, sessionId, begun, closed } = this;
    return { direction, connector, sessionId, records, begun, closed };
  }

  private decodeRecord(record: number): LogRecord {
    const origin = this.carried?.origins[record] ?? this.current.origin;
    const start = this.lineStart(record);
    const offset = this.carried?.offsets[record] ?? origin.offset + start;
    const source = { file: origin.file, line: this.place(record, LINE), offset };
    return decodeRecord(this.bytes(record), start, this.lineEnd(record), origin.columns, source);
  }

  private place(record: number, part: number): number {
    const { carried, carriedCount, current } = this;
    if (carried && record < carriedCount) return carried.places[record * PLACE_SIZE + part] ?? 0;
    return current.places[current.from + (record - carriedCount) * PLACE_SIZE + part] ?? 0;
  }
}

const LINE_END = Buffer.of(LF);
