import type { TableEntity } from '@azure/data-tables';
import { inOwnPartitions } from './own-partitions.js';
import { MAX_TRANSACTION_ROWS } from './table-limits.js';
import { TABLES, TENANT_TABLES, type Table, type TableName, type Tables } from './tables.js';
import { upsertAll } from './transactions.js';

/**
 * Copies rows into the tables of another account: all there are, or what these tenants have in tables of their own. A row that is there already is
 * replaced, none is deleted. Done again, it brings what was written meanwhile.
 *
 * @returns for each table, when it is done, how many rows were copied.
 */
export async function* copyRows(
  from: Tables,
  to: Tables,
  tenants?: readonly string[],
): AsyncGenerator<{ readonly table: TableName; readonly rows: number }> {
  const filters = tenants === undefined ? [''] : tenants.flatMap(inOwnPartitions);
  for (const table of tenants === undefined ? TABLES : TENANT_TABLES) {
    let rows = 0;
    for (const filter of filters) rows += await copyWhere(from[table], to[table], filter);
    yield { table, rows };
  }
}

async function copyWhere(from: Table, to: Table, filter: string): Promise<number> {
  let rows = 0;
  let batch: TableEntity[] = [];
  const flush = async () => {
    await upsertAll(to, batch);
    rows += batch.length;
    batch = [];
  };
  for await (const { etag, timestamp, ...row } of from.listEntities(filter === '' ? {} : { queryOptions: { filter } })) {
    const { partitionKey = '', rowKey = '', ...columns } = row;
    if (batch.length === MAX_TRANSACTION_ROWS || (batch[0] !== undefined && batch[0].partitionKey !== partitionKey)) await flush();
    const own = Object.entries(columns).filter(([name]) => !name.startsWith('odata.'));
    batch.push({ partitionKey, rowKey, ...Object.fromEntries(own) });
  }
  await flush();
  return rows;
}
