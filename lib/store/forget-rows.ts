import { odata } from '@azure/data-tables';
import type { RowRange } from './page.js';
import type { Table } from './tables.js';
import { deleteAll, KEYS } from './transactions.js';

/** Rows that are forgotten at one time; who comes next goes on with those that are left. */
const MOST_ROWS = 1_000;

/** Forgets those rows of a range that are over. They must be such that nobody changes them any more. */
export async function forgetRows<Row extends object>(
  table: Table,
  { partitionKey, from, before }: Omit<RowRange, 'after'>,
  { columns, isOver }: { readonly columns: readonly (keyof Row & string)[]; readonly isOver: (row: Row) => boolean },
): Promise<void> {
  const filter = odata`PartitionKey eq ${partitionKey} and RowKey ge ${from} and RowKey lt ${before}`;
  const over: { readonly partitionKey: string; readonly rowKey: string }[] = [];
  for await (const row of table.listEntities<Row>({ queryOptions: { filter, select: [...KEYS, ...columns] } })) {
    if (isOver(row)) over.push({ partitionKey, rowKey: row.rowKey ?? '' });
    if (over.length === MOST_ROWS) break;
  }
  await deleteAll(table, over);
}
