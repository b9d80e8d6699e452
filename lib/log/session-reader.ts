import { DISCONNECTED } from './ascii.js';
import { CarriedRecords, CarryRoom } from './carried-records.js';
import type { SessionEnd } from './complete-session.js';
import { STANDARD_COLUMNS } from './columns.js';
import { CompleteSession } from './complete-session.js';
import { viewOf } from './four-bytes.js';
import type { FoundSession } from './found-session.js';
import type { LogHeader } from './header.js';
import { MAX_OPEN_BYTES, OPEN_SESSION_BYTES } from './limits.js';
import type { LogPart } from './log-part.js';
import type { LogFileStart, RowPath } from './line-reader.js';
import { LineReader } from './line-reader.js';
import { OpenSession } from './open-session.js';
import { OpenSessions, type SessionName } from './open-sessions.js';
import { PlaceBlocks } from './place-blocks.js';
import type { CurrentRecords, RawSession } from './raw-session.js';
import type { MalformedLine } from './record.js';
import { RecordPlaces } from './record-places.js';
import type { Row } from './row.js';
import type { RowSigns } from './row-signs.js';
import type { RowSink, RowsPlace } from './row-sink.js';

export type { LogFileStart } from './line-reader.js';

export interface SessionReaderOptions {
  /** Takes each session when its closing `-` is read, and at the end those that are still open. */
  onSession(session: RawSession): void;
  /** Takes each line that can't be read. */
  onMalformed?(line: MalformedLine): void;
  /** Bytes of lines that may wait for their sessions to close. */
  readonly maxOpenBytes?: number;
  readonly path?: RowPath;
  /** What is to be told of each record: see {@link RowSigns}. */
  readonly signs?: RowSigns;
}

/** What was read so far. */
export interface ReadCounts {
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  /** Reports of bad lines; a line that begins with NUL bytes has one for them and may be read all the same. */
  readonly malformed: number;
  readonly headers: number;
  readonly blanks: number;
  /** Sessions handed over. */
  readonly sessions: number;
  /** Sessions handed over before their end, because too many were open. */
  readonly abandoned: number;
}

/**
 * Puts the records of log files together to sessions. Sessions are interleaved and cross files: those that are open when a file ends go on in the next.
 *
 * @example
 * const reader = new SessionReader({ onSession: (session) => console.log(session.connector, session.recordCount) });
 * reader.startFile({ name: 'SEND2019052815-1.LOG' });
 * reader.push(readFileSync('SEND2019052815-1.LOG'));
 * reader.end();
 */
export class SessionReader implements RowSink {
  private readonly lines: LineReader;
  private readonly open = new OpenSessions();
  private readonly nodes = new RecordPlaces();
  private readonly blocks = new PlaceBlocks(BLOCK_RECORDS);
  private readonly carryRoom = new CarryRoom();
  private readonly maxOpenBytes: number;
  private openBytes = 0;
  private sessions = 0;
  private abandoned = 0;

  private bytes: Buffer = NOTHING;
  private view = viewOf(NOTHING);
  private origin: RowsPlace = NOWHERE;
  /** Sessions that have records in the current bytes; some of them are closed by now. */
  private touched: OpenSession[] = [];

  constructor(private readonly options: SessionReaderOptions) {
    this.lines = new LineReader(this, options.path ?? 'fast', options.signs);
    this.maxOpenBytes = options.maxOpenBytes ?? MAX_OPEN_BYTES;
  }

  /** The header of the file that is being read. */
  get header(): LogHeader {
    return this.lines.header;
  }

  get counts(): ReadCounts {
    return { ...this.lines.counts, sessions: this.sessions, abandoned: this.abandoned };
  }

  /** Begins another file. Sessions that are open stay open. */
  startFile(start: LogFileStart): void {
    this.lines.startFile(start);
  }

  /**
   * Reads more bytes of the file, cut anywhere. What open sessions need of them is copied before the return, so portions of a MiB or more are
   * read three times as fast as those of 64 KiB.
   */
  push(bytes: Buffer): void {
    this.lines.push(bytes);
  }

  /** Reads a part of the file, all of it that comes in. Its memory is free again when the next part is pushed. */
  pushPart(part: LogPart): void {
    this.lines.pushPart(part);
  }

  /** Reads the file's last line even without its line end, if it is whole. */
  endFile(): void {
    this.lines.endFile();
  }

  /** Hands over the sessions that are still open, those that began first before the others. */
  end(): void {
    this.lines.endFile();
    for (let session = this.open.oldest(); session; session = this.open.oldest()) this.handOver(session, 'input-ended');
  }

  /** @internal */
  beginBytes(bytes: Buffer, view: DataView, place: RowsPlace): void {
    this.bytes = bytes;
    this.view = view;
    this.origin = place;
  }

  /** @internal */
  get roomToWait(): number {
    return this.maxOpenBytes - this.openBytes;
  }

  /** @internal */
  openSessions(most: number): Iterable<OpenSession> | undefined {
    // Where little room is left to wait, sessions would be given back again and again.
    return this.openBytes > this.maxOpenBytes / 2 || this.open.count > most ? undefined : this.open.all();
  }

  /** @internal */
  session(found: FoundSession): void {
    const known = found.wasOpen ? this.open.find(found) : undefined;
    if (found.closed && !known) {
      this.tell(new CompleteSession(found, 'closed', found));
      return;
    }
    const session = known ?? this.begin(found);
    if (!known) this.remember(session);
    if (found.begun) session.begun = true;
    session.size += found.size;
    this.openBytes += found.size;
    // Rows that were not ordinary, and stand before those that were found.
    if (session.first >= 0) this.carry(session);
    if (found.closed) this.handOver(session, 'closed', found);
    else this.carryRecords(session, found);
  }

  /** @internal */
  released(): void {
    this.abandonOldest();
  }

  /** @internal */
  row(row: Row): void {
    let session = this.open.find(row);
    if (session === undefined) {
      session = this.begin(row);
      this.remember(session);
    }
    if (session.first < 0) this.touched.push(session);
    session.last = this.nodes.add(session.last, row.start, row.end, row.dataStart, row.event, row.line, row.mark);
    if (session.first < 0) session.first = session.last;
    session.count++;
    session.size += row.end - row.start;
    this.openBytes += row.end - row.start;
    if (row.isFirst) session.begun = true;
    if (row.event === DISCONNECTED) this.handOver(session, 'closed');
    else this.abandonOldest();
  }

  /** @internal */
  endBytes(): void {
    for (const session of this.touched) if (session.first >= 0) this.carry(session);
    this.touched = [];
    this.bytes = NOTHING;
    this.view = viewOf(NOTHING);
  }

  /** @internal */
  malformed(line: MalformedLine): void {
    this.options.onMalformed?.(line);
  }

  private begin({ connector, ordinaryId, id0, id1, id2, id3, otherId }: SessionName): OpenSession {
    return new OpenSession(connector, ordinaryId, id0, id1, id2, id3, ordinaryId ? '' : otherId, this.origin.direction);
  }

  private remember(session: OpenSession): void {
    this.open.add(session);
    this.openBytes += OPEN_SESSION_BYTES;
  }

  private abandonOldest(): void {
    while (this.openBytes > this.maxOpenBytes) {
      const oldest = this.open.oldest();
      if (!oldest) return;
      this.abandoned++;
      this.handOver(oldest, 'abandoned');
    }
  }

  private handOver(session: OpenSession, end: SessionEnd, current: CurrentRecords = this.takeRecords(session)): void {
    this.open.remove(session);
    this.openBytes -= session.size + OPEN_SESSION_BYTES;
    this.tell(new CompleteSession(session, end, current));
  }

  private tell(session: RawSession): void {
    this.sessions++;
    this.options.onSession(session);
  }

  /** Takes the session's records in the current bytes out of its chain. */
  private takeRecords(session: OpenSession): CurrentRecords {
    const { first, last, count } = session;
    session.first = -1;
    session.last = -1;
    session.count = 0;
    this.blocks.take(count);
    const { block: places, start: from } = this.blocks;
    if (first >= 0) this.nodes.moveTo(places, from, first, last);
    return { bytes: this.bytes, view: this.view, origin: this.origin, places, from, count };
  }

  /** Copies what an open session has in the current bytes, which are about to go. */
  private carry(session: OpenSession): void {
    this.carryRecords(session, this.takeRecords(session));
  }

  private carryRecords(session: OpenSession, records: CurrentRecords): void {
    session.carried ??= new CarriedRecords(this.carryRoom);
    session.carried.add(records);
  }
}

/** Records in one block of places. */
const BLOCK_RECORDS = 4096;

const NOTHING = Buffer.alloc(0);
const NOWHERE: RowsPlace = { file: '', offset: 0, columns: STANDARD_COLUMNS, direction: undefined };
