import { LF } from './ascii.js';
import type { CarriedRecords } from './carried-records.js';
import { suggestedDirection } from './direction.js';
import { copyBytes, viewOf } from './four-bytes.js';
import type { OpenSession } from './open-session.js';
import type { SessionName } from './open-sessions.js';
import type { CurrentRecords, RawSession, RecordRun } from './raw-session.js';
import type { Direction, LogRecord, LogSession } from './record.js';
import { decodeRecord } from './record-decoding.js';
import { DATA_START, END, EVENT, PLACE_SIZE, START } from './record-places.js';
import { ordinaryIdText } from './session-id.js';
import { textOf } from './text.js';

/** How a session came to be handed over. */
export type SessionEnd = 'closed' | 'input-ended' | 'abandoned';

/** What was known of a session before its records were told. */
type BegunSession = SessionName & Pick<OpenSession, 'begun' | 'size' | 'carried' | 'direction'>;

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
    private readonly open: BegunSession,
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

  get standardColumns(): boolean {
    return this.current.origin.columns.standard && (this.carried?.standardColumns ?? true);
  }

  get direction(): Direction {
    return this.open.direction ?? suggestedDirection(this);
  }

  get connector(): string {
    return this.open.connector.text;
  }

  get sessionId(): string {
    const { ordinaryId, id0, id1, id2, id3, otherId } = this.open;
    if (ordinaryId) return ordinaryIdText(id0, id1, id2, id3);
    return textOf(Buffer.from(otherId, 'latin1'), 0, otherId.length);
  }

  runs(): readonly RecordRun[] {
    return this.carried === undefined ? [this.current] : [this.carried, this.current];
  }

  event(record: number): number {
    return this.place(record, EVENT);
  }

  bytes(record: number): Buffer {
    return this.runOf(record).bytes;
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

  lines(memory?: Buffer): Buffer {
    const { byteLength } = this;
    const lines = memory !== undefined && memory.length >= byteLength ? memory : Buffer.allocUnsafeSlow(byteLength);
    const target = viewOf(lines);
    let used = this.carried?.lines().copy(lines) ?? 0;
    for (let record = this.carriedCount; record < this.recordCount; record++) {
      const start = this.lineStart(record);
      const end = this.lineEnd(record);
      copyBytes(this.current.view, start, end, target, used);
      used += end - start;
      lines[used++] = LF;
    }
    return lines.subarray(0, used);
  }

  decode(): LogSession {
    const { direction, connector, sessionId, begun, closed, carried, current } = this;
    const shared = { connector, sessionId };
    const records: LogRecord[] = [];
    let sorted = true;
    for (const run of this.runs()) {
      for (let at = 0; at < run.count; at++) {
        const origin = run === carried ? (carried.originOf(at) ?? current.origin) : current.origin;
        const record = decodeRecord(run, run.from + at * PLACE_SIZE, origin, shared);
        sorted &&= record.sequence >= (records.at(-1)?.sequence ?? 0);
        records.push(record);
      }
    }
    if (!sorted) records.sort((one, other) => one.sequence - other.sequence);
    return { direction, connector, sessionId, records, begun, closed };
  }

  private place(record: number, part: number): number {
    const { places, from } = this.runOf(record);
    const inRun = record < this.carriedCount ? record : record - this.carriedCount;
    return places[from + inRun * PLACE_SIZE + part] ?? 0;
  }

  private runOf(record: number): RecordRun {
    const { carried, carriedCount, current } = this;
    return carried !== undefined && record < carriedCount ? carried : current;
  }
}
