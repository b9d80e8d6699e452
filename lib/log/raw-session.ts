import type { Direction, LogSession } from './record.js';
import type { RowsPlace } from './row-sink.js';

/** Records of a session that stand in one buffer. Each has {@link PLACE_SIZE} integers that say where: `places[from + START]` and so on. */
export interface RecordRun {
  readonly bytes: Buffer;
  /** The same bytes, to be read four at a time. */
  readonly view: DataView;
  readonly places: Int32Array;
  /** Where in `places` the first record stands. */
  readonly from: number;
  readonly count: number;
}

/** Records of the session in the bytes that are being read. */
export interface CurrentRecords extends RecordRun {
  readonly origin: RowsPlace;
}

/**
 * One session, still bytes: what a healthy session costs is a look at a few of them. Records are counted from 0 in the order of the file.
 *
 * It refers to the buffer that was pushed: whoever keeps a session must leave that buffer unchanged, or decode the session first.
 */
export interface RawSession {
  readonly recordCount: number;
  /** Bytes of {@link RawSession.lines}. */
  readonly byteLength: number;
  /** The record with sequence number 0 was read. */
  readonly begun: boolean;
  /** The closing `-` was read. */
  readonly closed: boolean;
  /** Handed over before its end, because more sessions were open than can wait: see `MAX_OPEN_BYTES`. What follows of it comes as another session. */
  readonly abandoned: boolean;
  /** All its records stand in logs with Exchange's own columns, in its order. */
  readonly standardColumns: boolean;
  /** As the header says; without a header, what the records suggest. */
  readonly direction: Direction;
  readonly connector: string;
  readonly sessionId: string;

  /** All records, for whoever looks at each of them: first those carried from earlier buffers, then those of the last. */
  runs(): readonly RecordRun[];
  /** The event's byte: `+` `-` `>` `<` `*`. */
  event(record: number): number;
  /** The bytes in which the record's places count. Records of one session may stand in two buffers. */
  bytes(record: number): Buffer;
  lineStart(record: number): number;
  /** Without the line end. */
  lineEnd(record: number): number;
  /**
   * Where the data field begins, with its quote if it has one; the context follows behind the comma. In a log whose columns stand in another
   * order it is the place from which data and context are both to be found.
   */
  dataStart(record: number): number;

  /** The records as written, each ended by a line feed; in `memory` if they fit, else in new one. */
  lines(memory?: Buffer): Buffer;
  /** The session with all its records decoded, in the order of their sequence numbers. */
  decode(): LogSession;
}
