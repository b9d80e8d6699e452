import type { Columns } from './columns.js';
import type { Direction, MalformedLine } from './record.js';
import type { Row } from './row.js';

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
export interface RowSink {
  /** The rows that follow stand in these bytes. */
  beginBytes(bytes: Buffer, place: RowsPlace): void;
  /** The row object is used again for the next one. */
  row(row: Row): void;
  /** No more rows come from these bytes: what is still needed of them must be copied. */
  endBytes(): void;
  malformed(line: MalformedLine): void;
}
