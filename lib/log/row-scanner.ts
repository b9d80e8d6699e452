import type { ConnectorName, ConnectorNames } from './connector-names.js';
import { FoundSession, nextHead, numberOfName } from './found-session.js';
import type { LogPart } from './log-part.js';
import type { OpenSession } from './open-session.js';
import { DATA_START, END, EVENT, LINE, MARK, START } from './record-places.js';
import { Row } from './row.js';
import type { RowSigns } from './row-signs.js';
import type { RowsPlace } from './row-sink.js';
import type { Scanner } from './scanner.js';

/** Takes what a scan finds. */
export interface ScanSink {
  /** Sessions that are open already. `undefined`, as when there are more than `most`, asks for each row by itself. */
  openSessions(most: number): Iterable<OpenSession> | undefined;
  /** Bytes for which open sessions may still wait. */
  readonly roomToWait: number;
  /** The row object is used again for the next one. */
  row(row: Row): void;
  session(session: FoundSession): void;
  /** All sessions that are open were handed over. */
  released(): void;
}

/** What is to be scanned. */
export interface Scan {
  readonly part: LogPart;
  /** Shows the part's memory. */
  readonly view: DataView;
  readonly origin: RowsPlace;
  readonly from: number;
  /** The number of the first line, counted from 1. */
  readonly line: number;
  readonly names: ConnectorNames;
  readonly signs: RowSigns | undefined;
}

/** Why the program came back: see assembly/index.ts. */
const UNUSUAL = 1;
const FULL = 2;
const TOLD = 3;

/**
 * Bytes that are copied to be scanned: few enough to stay in the processor's cache. At first they are fewer, then twice as many each time: a scan that soon
 * comes upon something unusual must not cost much.
 */
const WINDOW_BYTES = 64 * 1024;
const FIRST_WINDOW_BYTES = 8 * 1024;

/** Rows from which on a scan pays where no session is open, and open sessions that take as long to be told to the program as all rules take for a row. */
const PAYING_ROWS = 16;
const SESSIONS_LIKE_A_ROW = 8;

/** Sessions that may be open before; with more, each row is told by itself. Half of what the program has room for. */
const MAX_HELD = 2048;

/** Bytes are counted by integers of 32 bits. */
const MAX_ROOM = 0x7fffffff;

/** Integers in one block of what was found: that of some windows. */
const BLOCK_SIZE = 64 * 1024;

/**
 * Reads rows as Exchange writes nearly all of them: its own columns, three digits of fraction, sixteen bytes of session-id and no quotes before the data. It
 * stops at anything else, and {@link readExactRow} decides; where it doesn't stop, both say the same. Rows of one session are put together by the way, so
 * that a session costs one call, not one for each row.
 *
 * It is stateless: whatever is open at the end of a scan is handed over as it is.
 */
export class RowScanner {
  /** Rows that the last scan read. */
  rows = 0;
  isBusy = false;
  /** What stands here is scanned without a copy. */
  readonly memory: Buffer;
  readonly #scanner: Scanner;
  readonly #bytes: Uint8Array;
  readonly #integers: Int32Array;
  #signs: RowSigns | undefined;
  /** Connectors' names by the numbers that they have in this scan. */
  #names: ConnectorName[] = [];
  /** The numbers of the connectors of sessions that were open before, by the names' bytes; -1 for those without room. */
  readonly #numbers = new Map<string, number>();
  /** Sessions that were open before. */
  #openBefore = 0;
  /** What was copied of what was found, and how much of it is used: whoever takes a session may keep it. */
  #copied = new Int32Array(0);
  #used = 0;
  /** Where in the program's memory what was found is not taken yet. */
  #taken = 0;
  readonly #row = new Row();

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
    this.#bytes = new Uint8Array(scanner.memory.buffer);
    this.#integers = new Int32Array(scanner.memory.buffer);
    this.memory = Buffer.from(scanner.memory.buffer, scanner.INPUT.value, scanner.INPUT_ROOM.value);
    this.forget();
  }

  /** Says that other bytes stand in the memory now: what was found in those before is not needed any more. */
  forget(): void {
    const { forgetFound, OUTPUT } = this.#scanner;
    forgetFound();
    this.#taken = OUTPUT.value >> 2;
  }

  /** Reads rows until one is not ordinary or not whole, and returns where that begins. */
  scan(scan: Scan, sink: ScanSink): number {
    this.isBusy = true;
    try {
      this.#useSigns(scan.signs);
      this.#begin(sink);
      return this.#scanAll(scan, sink);
    } finally {
      this.isBusy = false;
    }
  }

  /** Rows from which on the last scan has paid: all rules would have read fewer in the time that it takes to prepare one. */
  get payingRows(): number {
    return PAYING_ROWS + Math.floor(this.#openBefore / SESSIONS_LIKE_A_ROW);
  }

  #useSigns(signs: RowSigns | undefined): void {
    if (signs === this.#signs) return;
    const { SIGNS, SIGNS_ROOM } = this.#scanner;
    const room = this.#bytes.subarray(SIGNS.value, SIGNS.value + SIGNS_ROOM.value);
    this.#signs = undefined;
    room.fill(0);
    // More than there is room for is an error of whoever asks for it, and throws.
    if (signs) room.set(signs.table());
    this.#signs = signs;
  }

  #begin(sink: ScanSink): void {
    this.#names = [];
    this.#numbers.clear();
    this.#openBefore = 0;
    const open = sink.openSessions(MAX_HELD);
    this.#scanner.begin(open === undefined);
    // What a scan left that threw is nobody's.
    this.#taken = this.#scanner.foundEnd() >> 2;
    for (const { connector, ordinaryId, id0, id1, id2, id3 } of open ?? []) {
      this.#openBefore++;
      const name = ordinaryId ? this.#numberOf(connector) : -1;
      // A row of a connector without a number is not ordinary.
      if (name >= 0) this.#scanner.hold(id0, id1, id2, id3, name);
    }
  }

  #scanAll(scan: Scan, sink: ScanSink): number {
    const { part, from, line } = scan;
    const { reason, rows } = this.#scanner;
    this.rows = 0;
    let window = this.#isInPlace(part) ? wholeOf(part) : { begin: 0, end: from, place: 0 };
    let size = FIRST_WINDOW_BYTES;
    let at = from;
    for (;;) {
      if (at >= window.end) window = this.#copy(part, at, size);
      const { begin, end, place } = window;
      const shift = begin - place;
      at = this.#scanner.scan(at - shift, end - shift, shift, line + this.rows, Math.min(sink.roomToWait, MAX_ROOM)) + shift;
      this.rows += rows.value;
      this.#tellAll(scan, sink);
      if (reason.value === FULL) {
        this.#release(scan, sink);
        this.#begin(sink);
      } else if (reason.value !== TOLD) {
        const isLongest = at === begin && size === WINDOW_BYTES;
        if (reason.value === UNUSUAL || isLongest) break;
        if (end === part.bytes.length && !part.grow()) break;
        if (this.#isInPlace(part)) window = wholeOf(part);
        // What is left of the window is the beginning of a line.
        else window.end = at;
        size = Math.min(size * 2, WINDOW_BYTES);
      }
    }
    this.#release(scan, sink);
    return at;
  }

  #isInPlace({ memory }: LogPart): boolean {
    return memory.buffer === this.memory.buffer;
  }

  /** Copies so many bytes from here on, and returns where they begin and end, and where they stand in the program's memory. */
  #copy({ bytes }: LogPart, begin: number, size: number): Window {
    const end = Math.min(bytes.length, begin + size);
    const place = this.#scanner.INPUT.value;
    this.#bytes.set(bytes.subarray(begin, end), place);
    return { begin, end, place };
  }

  /** Hands over what was found, in the order of the log. */
  #tellAll(scan: Scan, sink: ScanSink): void {
    const { integers, begin, end } = this.#takeFound(scan);
    for (let head = begin; head < end; head = nextHead(integers, head)) this.#tell(integers, head, scan, sink);
  }

  /** Hands over the sessions that are open, those that began first before the others. */
  #release(scan: Scan, sink: ScanSink): void {
    this.#scanner.release();
    const { integers, begin, end } = this.#takeFound(scan);
    const open: FoundSession[] = [];
    for (let head = begin; head < end; head = nextHead(integers, head)) open.push(this.#sessionAt(integers, head, scan));
    open.sort((one, other) => one.beginsAt - other.beginsAt);
    for (const session of open) sink.session(session);
    sink.released();
  }

  /** What was found since it was taken last. It stays where it is as long as its bytes do; what was found in copied bytes is copied, too. */
  #takeFound({ part }: Scan): { integers: Int32Array; begin: number; end: number } {
    const begin = this.#taken;
    const end = this.#scanner.foundEnd() >> 2;
    this.#taken = end;
    if (this.#isInPlace(part)) return { integers: this.#integers, begin, end };
    const found = this.#integers.subarray(begin, end);
    this.forget();
    if (this.#used + found.length > this.#copied.length) {
      this.#copied = new Int32Array(Math.max(BLOCK_SIZE, found.length));
      this.#used = 0;
    }
    const copied = this.#used;
    this.#copied.set(found, copied);
    this.#used += found.length;
    return { integers: this.#copied, begin: copied, end: this.#used };
  }

  #tell(found: Int32Array, head: number, scan: Scan, sink: ScanSink): void {
    const session = this.#sessionAt(found, head, scan);
    if (session.isRow) sink.row(this.#rowOf(session));
    else sink.session(session);
  }

  #sessionAt(found: Int32Array, head: number, { part, view, origin, names }: Scan): FoundSession {
    const number = numberOfName(found, head);
    const connector = (this.#names[number] ??= this.#nameOf(number, names));
    return new FoundSession(connector, part.memory, view, origin, found, head);
  }

  #rowOf(session: FoundSession): Row {
    const row = this.#row;
    const { places, from } = session;
    row.connector = session.connector;
    row.id0 = session.id0;
    row.id1 = session.id1;
    row.id2 = session.id2;
    row.id3 = session.id3;
    row.ordinaryId = true;
    row.isFirst = session.begun;
    row.start = places[from + START] ?? 0;
    row.end = places[from + END] ?? 0;
    row.dataStart = places[from + DATA_START] ?? 0;
    row.event = places[from + EVENT] ?? 0;
    row.line = places[from + LINE] ?? 0;
    row.mark = places[from + MARK] ?? 0;
    return row;
  }

  /** The connector's number, or -1 when there is no room for its name. */
  #numberOf(connector: ConnectorName): number {
    const key = connector.bytes.toString('latin1');
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const { addName, nameBytes } = this.#scanner;
    const name = addName(connector.length);
    this.#numbers.set(key, name);
    if (name < 0) return name;
    this.#bytes.set(connector.bytes, nameBytes(name));
    this.#names[name] = connector;
    return name;
  }

  #nameOf(number: number, names: ConnectorNames): ConnectorName {
    const { memory, nameBytes, nameLength } = this.#scanner;
    return names.copyOf(Buffer.from(memory.buffer, nameBytes(number), nameLength(number)));
  }
}

/** Bytes of a part that stand together in the program's memory. */
interface Window {
  readonly begin: number;
  end: number;
  /** Where in the program's memory they begin. */
  readonly place: number;
}

/** The part as it stands in the program's memory already. */
function wholeOf({ memory, bytes }: LogPart): Window {
  return { begin: 0, end: bytes.length, place: memory.byteOffset };
}
