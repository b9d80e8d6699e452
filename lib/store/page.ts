import { odata } from '@azure/data-tables';
import type { Table } from './tables.js';

/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The key of the row after which the next page begins; `undefined` when nothing is left. */
  readonly next: string | undefined;
}

/**
 * Rows that are looked at for one page, whatever the filters leave over: so a page takes a bounded number of reads however long the list is. A page
 * that met this limit may be short, or empty, and has a next one.
 */
export const MAX_ROWS_FOR_A_PAGE = 2_000;

/** Rows that one query gives, by the service's limit. */
const MAX_ROWS_AN_ANSWER = 1_000;

/** Which rows of a partition are read, in the order of their keys. */
export interface RowRange {
  readonly partitionKey: string;
  /** The first key that may be there. */
  readonly from: string;
  /** The first that may not. */
  readonly before: string;
  /** The last row of the page before; what stands in another range does not matter. */
  readonly after?: string | undefined;
}

/** Takes rows until the page is full, the list ends, or {@link MAX_ROWS_FOR_A_PAGE} were looked at. `itemOf` gives `undefined` for what was not asked for. */
export async function fillPage<Row, Item>(
  rows: AsyncIterable<Row>,
  {
    limit,
    keyOf,
    itemOf,
  }: { readonly limit: number; readonly keyOf: (row: Row) => string; readonly itemOf: (row: Row) => Item | undefined },
): Promise<Page<Item>> {
  const items: Item[] = [];
  let looked = 0;
  let last: string | undefined;
  for await (const row of rows) {
    // One row further than the page goes: only then it is known that there is a next one.
    if (items.length === limit || looked === MAX_ROWS_FOR_A_PAGE) return { items, next: last };
    looked += 1;
    last = keyOf(row);
    const item = itemOf(row);
    if (item !== undefined) items.push(item);
  }
  return { items, next: undefined };
}

/** How the rows of a range become the items of a page. */
export interface PageReading<Row, Item> {
  readonly limit: number;
  /** Whether `itemOf` may leave rows out. */
  readonly isFiltered: boolean;
  /** What the page's end is called, for `after` of the next; left out, it is the row's key. */
  readonly keyOf?: (row: Row) => string;
  readonly itemOf: (row: Row) => Item | undefined;
}

/** A page of a range, read in as few queries as it takes. */
export function pageIn<Row extends object, Item>(
  table: Table,
  range: RowRange,
  { limit, isFiltered, keyOf = ({ rowKey }) => rowKey, itemOf }: PageReading<Row & { readonly rowKey: string }, Item>,
): Promise<Page<Item>> {
  return fillPage(rowsIn<Row>(table, range, rowsAnAnswer(limit, isFiltered)), { limit, keyOf, itemOf });
}

/** How many rows a query is asked for: no more than the page needs where every row counts, else as many as it gives. */
export function rowsAnAnswer(limit: number, isFiltered: boolean): number {
  return isFiltered ? MAX_ROWS_AN_ANSWER : Math.min(limit + 1, MAX_ROWS_AN_ANSWER);
}

/** The rows of a range, asked for as they are needed. */
export async function* rowsIn<Row extends object>(
  table: Table,
  { partitionKey, from, before, after = '' }: RowRange,
  rowsAtOnce: number,
): AsyncGenerator<Row & { readonly rowKey: string }> {
  if (after >= before) return;
  const begin = after >= from ? odata`RowKey gt ${after}` : odata`RowKey ge ${from}`;
  const filter = `${odata`PartitionKey eq ${partitionKey}`} and ${begin} and ${odata`RowKey lt ${before}`}`;
  for await (const page of table.listEntities<Row>({ queryOptions: { filter } }).byPage({ maxPageSize: rowsAtOnce })) {
    for (const row of page) yield row as Row & { readonly rowKey: string };
  }
}
