import type { Columns } from './columns.js';
import type { Direction, MalformedLine } from './record.js';
import type { ScanSink } from './row-scanner.js';

/** Where a run of bytes comes from, and how its rows are laid out. */
export interface RowsPlace {
  /** The log file's name. */
  readonly file: string;
  /** Bytes of the file before the run's first byte. */
  readonly offset: number;
  readonly columns: Columns;
  /** What the header says; unknown without one. */
  readonly direction: Direction | undefined;
}

/** Takes what a {@link LineReader} reads. */
export interface RowSink extends ScanSink {
  /** The rows that follow stand in these bytes, which `view` shows too. */
  beginBytes(bytes: Buffer, view: DataView, place: RowsPlace): void;
  /** No more rows come from these bytes: what is still needed of them must be copied. */
  endBytes(): void;
  malformed(line: MalformedLine): void;
}
