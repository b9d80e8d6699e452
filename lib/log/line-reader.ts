import { LF } from './ascii.js';
import { endOfBrokenRecord } from './broken-record.js';
import { ConnectorNames } from './connector-names.js';
import { CurrentHeader } from './current-header.js';
import { readExactRow } from './exact-row.js';
import { viewOf } from './four-bytes.js';
import type { LogHeader } from './header.js';
import { isHeaderLine } from './header.js';
import { MAX_LINE_BYTES } from './limits.js';
import { afterByteOrderMark, afterIndentation, afterNuls, beginsRecord, isBlank, withoutCarriageReturn } from './line-start.js';
import { LogPart } from './log-part.js';
import type { MalformedReason } from './record.js';
import { Row } from './row.js';
import type { Scan } from './row-scanner.js';
import { partBegins, scannerFor } from './scannable-memory.js';
import type { RowSigns } from './row-signs.js';
import type { RowSink, RowsPlace } from './row-sink.js';
import { excerptOf, textOf } from './text.js';
import { UnfinishedLine } from './unfinished-line.js';

/** Which file is read from here on, and where in it the bytes begin. */
export interface LogFileStart {
  readonly name: string;
  /** Bytes of the file before the first pushed byte. */
  readonly offset?: number;
  /** The number of the first pushed line, counted from 1. */
  readonly firstLine?: number;
  /** What is known of the file's header from elsewhere: a chunk cut from the middle of a file has none. */
  readonly header?: Partial<LogHeader>;
}

/**
 * How rows are read: `fast` scans those of the ordinary form, `exact` applies all rules to every row. Both give the same answer; a test holds them
 * against each other.
 */
export type RowPath = 'fast' | 'exact';

/** Lines that are read by all rules at the most before it is tried again whether a scan pays. */
const MAX_PAUSE = 1024;

/** Bytes of one buffer that are read in one go. Places within it are kept as 32-bit integers. */
const MAX_RUN_BYTES = 1024 * 1024 * 1024;

/** A header line is text for people; what is longer is damage. */
const MAX_HEADER_BYTES = 16 * 1024;

/** Bytes by which a header line can be told from others. */
const HEADER_NAME_BYTES = 40;

/** A line that is too long, of which the end was not seen yet. */
interface LongLine {
  readonly offset: number;
  readonly excerpt: string;
}

/** Cuts the bytes of log files, pushed in any portions, into header lines, rows and bad lines. */
export class LineReader {
  readonly counts = { bytes: 0, lines: 0, records: 0, malformed: 0, headers: 0, blanks: 0 };

  private file = '';
  private readonly current = new CurrentHeader();
  /** The number of the next line. */
  private line = 1;
  /** Bytes of the file before those that are pushed next. */
  private offset = 0;
  private readonly unfinished = new UnfinishedLine();
  /** The unfinished bytes hold whole lines already: a quoted field is open. */
  private broken = false;
  private skipped: LongLine | undefined;
  private readonly names = new ConnectorNames();
  private readonly row = new Row();
  /** The line from which on the next scan may begin, and how many lines were left out before it. */
  private scanAgainAt = 0;
  private pause = 0;

  constructor(
    private readonly sink: RowSink,
    private readonly path: RowPath,
    private readonly signs?: RowSigns,
  ) {}

  startFile(start: LogFileStart): void {
    this.endFile();
    this.file = start.name;
    this.offset = start.offset ?? 0;
    this.line = start.firstLine ?? 1;
    this.scanAgainAt = 0;
    this.pause = 0;
    this.current.begin(start.header);
  }

  /** The header as the last of its lines left it. */
  get header(): LogHeader {
    return this.current.header;
  }

  push(bytes: Buffer): void {
    partBegins(bytes);
    for (let from = 0; from < bytes.length; from += MAX_RUN_BYTES) this.readPart(LogPart.of(bytes.subarray(from, from + MAX_RUN_BYTES)));
  }

  /** Reads a part of the file, all of it that comes in. */
  pushPart(part: LogPart): void {
    partBegins(part.memory);
    this.readPart(part);
  }

  private readPart(part: LogPart): void {
    let at = 0;
    do {
      at = this.skipLongLine(part.bytes, at);
      if (this.unfinished.length > 0) at = this.skipLongLine(part.bytes, this.finishLine(part.bytes, at));
    } while (at === part.bytes.length && part.grow());
    if (at < part.bytes.length) {
      const read = this.readRun(part, at, this.offset, false);
      this.keep(part.bytes, read);
    }
    this.offset += part.bytes.length;
    this.counts.bytes += part.bytes.length;
  }

  /** Reads what the file's last line is, although its line end is missing. */
  endFile(): void {
    if (this.skipped) {
      this.reportLongLine(this.skipped);
    } else if (this.unfinished.length > 0) {
      const { bytes } = this.unfinished;
      this.readRun(LogPart.of(bytes), 0, this.offset - bytes.length, true);
      this.unfinished.drop(bytes.length);
      this.broken = false;
    }
  }

  /** Goes on with a line that is too long, and returns where the next one begins. */
  private skipLongLine(bytes: Buffer, from: number): number {
    if (!this.skipped) return from;
    const lineFeed = bytes.indexOf(LF, from);
    if (lineFeed < 0) return bytes.length;
    this.reportLongLine(this.skipped);
    return lineFeed + 1;
  }

  private reportLongLine({ offset, excerpt }: LongLine): void {
    this.skipped = undefined;
    this.reportAt(offset, 'line-too-long', excerpt);
    this.countLines(1);
  }

  /** Completes the unfinished line with the next bytes, and returns how many of them belong to it. */
  private finishLine(bytes: Buffer, from: number): number {
    let at = from;
    while (this.unfinished.length > 0 && at < bytes.length) {
      const lineFeed = bytes.indexOf(LF, at);
      const before = this.unfinished.length;
      // An open quote may need many lines; all that can decide on it are taken at once.
      const upTo = lineFeed < 0 ? bytes.length : this.broken ? Math.min(bytes.length, at + MAX_LINE_BYTES) : lineFeed + 1;
      this.unfinished.add(bytes, at, upTo);
      if (lineFeed < 0 && this.unfinished.length <= MAX_LINE_BYTES) return bytes.length;

      const joined = this.unfinished.bytes;
      const read = this.readRun(LogPart.of(joined), 0, this.offset + at - before, false, before);
      if (read >= before) {
        at += read - before;
        this.unfinished.drop(joined.length);
        this.broken = false;
      } else {
        at = upTo;
        this.unfinished.drop(joined.length);
        this.keep(joined, read, this.offset + at - joined.length);
      }
    }
    return at;
  }

  /** Keeps the bytes from `start` on until the rest of their record comes, or skips them when their line is too long. */
  private keep(bytes: Buffer, start: number, offset = this.offset): void {
    const length = bytes.length - start;
    this.broken = length > 0 && bytes.includes(LF, start);
    if (!this.broken && length > MAX_LINE_BYTES) {
      this.skipped = { offset: offset + start, excerpt: excerptOf(bytes, start, bytes.length) };
    } else if (length > 0) {
      this.unfinished.add(bytes, start, bytes.length);
    }
  }

  /**
   * Reads the lines that begin between `from` and `before`, and returns where the first begins that can't be read yet.
   *
   * @param offset bytes of the file before the part
   * @param final the bytes are the file's last: their end is the last line's end
   */
  private readRun(part: LogPart, from: number, offset: number, final: boolean, before = Infinity): number {
    const { memory } = part;
    const view = viewOf(memory);
    let origin = this.origin(offset);
    this.sink.beginBytes(memory, view, origin);
    let at = from;
    // What was put together of two portions is one line, or few.
    const scans = this.path === 'fast' && before === Infinity;
    while (at < before && (at < part.bytes.length || part.grow())) {
      if (origin.columns !== this.current.columns || origin.direction !== this.current.direction) {
        origin = this.origin(offset);
        this.sink.endBytes();
        this.sink.beginBytes(memory, view, origin);
      }
      if (scans && origin.columns.standard && this.line >= this.scanAgainAt) {
        const { line, names, signs } = this;
        at = this.scan({ part, view, origin, from: at, line, names, signs });
        if (at >= part.bytes.length) continue;
      }
      const { bytes } = part;
      const lineFeed = bytes.indexOf(LF, at);
      const next = lineFeed < 0 && !final ? -1 : this.readExactLine(bytes, at, lineFeed < 0 ? bytes.length : lineFeed, offset, final);
      if (next >= 0) at = next;
      else if (!part.grow()) break;
    }
    this.sink.endBytes();
    return at;
  }

  private origin(offset: number): RowsPlace {
    const { columns, direction } = this.current;
    return { file: this.file, offset, columns, direction };
  }

  /** Reads ordinary rows, and returns where the first line begins that is none. Where a scan did not pay, it waits longer each time with the next. */
  private scan(scan: Scan): number {
    const scanner = scannerFor(scan.part.memory);
    if (scanner === undefined) {
      this.scanAgainAt = this.line + MAX_PAUSE;
      return scan.from;
    }
    const at = scanner.scan(scan, this.sink);
    const { rows, payingRows } = scanner;
    this.counts.records += rows;
    this.countLines(rows);
    this.pause = rows >= payingRows ? 0 : Math.min(Math.max(this.pause * 2, payingRows), MAX_PAUSE);
    this.scanAgainAt = this.line + this.pause;
    return at;
  }

  /** Reads the line, or the record of several lines, at `from`; returns where the next begins, or -1 when more bytes must tell. */
  private readExactLine(bytes: Buffer, from: number, lineFeed: number, offset: number, final: boolean): number {
    if (lineFeed - from > MAX_LINE_BYTES) return this.badLine(bytes, from, lineFeed, offset, 'line-too-long');
    const marked = afterByteOrderMark(bytes, from, lineFeed);
    const behindNuls = afterNuls(bytes, marked, lineFeed);
    const start = afterIndentation(bytes, behindNuls, lineFeed);
    const end = withoutCarriageReturn(bytes, start, lineFeed);
    const nuls = behindNuls > marked;

    if (isBlank(bytes, start, end)) {
      if (nuls) return this.badLine(bytes, from, lineFeed, offset, 'nul-bytes');
      this.counts.blanks++;
      this.countLines(1);
      return lineFeed + 1;
    }

    if (isHeaderLine(bytes.toString('latin1', start, Math.min(end, start + HEADER_NAME_BYTES)))) {
      if (nuls) this.report(bytes, from, start, offset, 'nul-bytes');
      return this.readHeader(bytes, start, end, lineFeed, offset);
    }

    const { columns } = this.current;
    const { whole, required } = columns;
    const least = lineFeed === bytes.length ? whole : required;
    let reason = readExactRow(bytes, start, end, columns, least, this.names, this.signs, this.row);
    let rowEnd = lineFeed;
    if (reason === 'unterminated-quote' && lineFeed < bytes.length && beginsRecord(bytes, start, end)) {
      const broken = endOfBrokenRecord(bytes, start, lineFeed, bytes.length, final);
      if (broken.kind === 'undecided') return -1;
      if (broken.kind === 'malformed') {
        reason = broken.reason;
      } else {
        rowEnd = broken.end;
        const fieldsNeeded = rowEnd === bytes.length ? whole : required;
        reason = readExactRow(
          bytes,
          start,
          withoutCarriageReturn(bytes, start, rowEnd),
          columns,
          fieldsNeeded,
          this.names,
          this.signs,
          this.row,
        );
      }
    }
    if (nuls) this.report(bytes, from, start, offset, 'nul-bytes');
    if (reason !== undefined) return this.badLine(bytes, start, lineFeed, offset, lineFeed === bytes.length ? 'unfinished-line' : reason);

    this.row.line = this.line;
    this.counts.records++;
    this.countLines(rowEnd === lineFeed ? 1 : lineFeedsIn(bytes, from, rowEnd) + 1);
    this.sink.row(this.row);
    return rowEnd + 1;
  }

  private readHeader(bytes: Buffer, start: number, end: number, lineFeed: number, offset: number): number {
    const usable = end - start <= MAX_HEADER_BYTES && this.current.take(textOf(bytes, start, end));
    if (!usable) return this.badLine(bytes, start, lineFeed, offset, 'bad-header');
    this.counts.headers++;
    this.countLines(1);
    return lineFeed + 1;
  }

  /** Reports one line and leaves it behind. */
  private badLine(bytes: Buffer, start: number, lineFeed: number, offset: number, reason: MalformedReason): number {
    this.report(bytes, start, lineFeed, offset, reason);
    this.countLines(1);
    return lineFeed + 1;
  }

  private report(bytes: Buffer, start: number, end: number, offset: number, reason: MalformedReason): void {
    this.reportAt(offset + start, reason, excerptOf(bytes, start, end));
  }

  private reportAt(offset: number, reason: MalformedReason, excerpt: string): void {
    this.counts.malformed++;
    this.sink.malformed({ file: this.file, line: this.line, offset, reason, excerpt });
  }

  private countLines(count: number): void {
    this.line += count;
    this.counts.lines += count;
  }
}

function lineFeedsIn(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(LF, start); at >= 0 && at < end; at = bytes.indexOf(LF, at + 1)) count++;
  return count;
}
