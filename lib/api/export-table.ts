/** A value of a column; several words stand in one cell, told apart by blanks. */
export type Cell = string | number | null | readonly string[];

/** The columns of an export, in their order: the name of each, and what stands there. */
export type Columns<Item> = Readonly<Record<string, (item: Item) => Cell>>;

/**
 * Items as comma-separated values, a line of names first.
 *
 * A text that a spreadsheet would take for a formula gets an apostrophe before it: subjects, names and error texts come from strangers, and
 * `=HYPERLINK(…)` in a cell is run by whoever opens the file.
 *
 * @source https://www.rfc-editor.org/rfc/rfc4180 and https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvOf<Item>(columns: Columns<Item>, items: readonly Item[]): string {
  const lines = [Object.keys(columns), ...items.map((item) => Object.values(columns).map((cellOf) => cellOf(item)))];
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** Items as one JSON value a line, with the same names. */
export function ndjsonOf<Item>(columns: Columns<Item>, items: readonly Item[]): string {
  return items
    .map((item) => Object.fromEntries(Object.entries(columns).map(([name, cellOf]) => [name, cellOf(item)])))
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
}

/** What spreadsheets take for the beginning of a formula, also as East Asian keyboards write it. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = typeof cell === 'string' ? cell : cell.join(' ');
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
