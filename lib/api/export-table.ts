import { stringify } from 'csv-stringify/sync';

/** A value of a column; several words stand in one cell, told apart by blanks. */
export type Cell = string | number | null | readonly string[];

/** The columns of an export, in their order: the name of each, and what stands there. */
export type Columns<Item> = Readonly<Record<string, (item: Item) => Cell>>;

/** How a table is written, page by page: what stands before all rows, and the rows of a page. */
export interface TableFormat {
  readonly begin: (columns: Columns<never>) => string;
  readonly rows: <Item>(columns: Columns<Item>, items: readonly Item[]) => string;
}

/**
 * Comma-separated values, a line of names first.
 *
 * A text that a spreadsheet would take for a formula gets an apostrophe before it: subjects, names and error texts come from strangers, and
 * `=HYPERLINK(…)` in a cell is run by whoever opens the file.
 *
 * @source https://www.rfc-editor.org/rfc/rfc4180 and https://owasp.org/www-community/attacks/CSV_Injection
 */
export const CSV: TableFormat = {
  begin: (columns) => csvLines([Object.keys(columns)]),
  rows: (columns, items) => csvLines(items.map((item) => Object.values(columns).map((cellOf) => textOf(cellOf(item))))),
};

function csvLines(rows: readonly (readonly (string | number | null)[])[]): string {
  return stringify([...rows], { record_delimiter: 'windows', escape_formulas: true });
}

function textOf(cell: Cell): string | number | null {
  return typeof cell === 'object' && cell !== null ? cell.join(' ') : cell;
}

/** One JSON value a line, with the same names. */
export const NDJSON: TableFormat = {
  begin: () => '',
  rows: (columns, items) =>
    items
      .map((item) => Object.fromEntries(Object.entries(columns).map(([name, cellOf]) => [name, cellOf(item)])))
      .map((row) => `${JSON.stringify(row)}\n`)
      .join(''),
};
