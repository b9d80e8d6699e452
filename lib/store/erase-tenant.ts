import { odata } from '@azure/data-tables';
import type { FleetKinds } from './fleet-table.js';
import { afterKey, key } from './keys.js';
import { OPEN_GRANT_PARTITIONS } from './open-grant-table.js';
import { OPEN_SESSION_PARTITIONS } from './open-session-table.js';
import { inOwnPartitions } from './own-partitions.js';
import { OPEN_REDIAGNOSES } from './rediagnosis-table.js';
import { MAX_TRANSACTION_ROWS } from './table-limits.js';
import { partsOf } from './spread-table.js';
import { TABLES, type Table, type TableName, type Tables } from './tables.js';
import { deleteAll } from './transactions.js';

/** The queries that find all rows of a tenant in a table. */
type WhereOf = (tenant: string) => readonly string[];

const FLEET_KINDS = Object.keys({
  failing: true,
  recovered: true,
  observations: true,
  certificates: true,
  activity: true,
} satisfies Readonly<Record<keyof FleetKinds, true>>);

/** Where each table has what belongs to a tenant. A new table must be entered here: what is forgotten would outlive its tenant. */
const WHERE: Readonly<Record<TableName, WhereOf>> = {
  Tenants: nowhere,
  Tokens: inOwnPartitions,
  Audit: inOwnPartitions,
  LogFiles: inOwnPartitions,
  Chunks: inOwnPartitions,
  Quarantine: inOwnPartitions,
  Rediagnoses: inOwnPartitions,
  OpenRediagnoses: underOwnKeysIn([OPEN_REDIAGNOSES]),
  Fragments: inOwnPartitions,
  OpenSessions: inNumbered(OPEN_SESSION_PARTITIONS),
  OpenGrants: inNumbered(OPEN_GRANT_PARTITIONS),
  Sessions: inOwnPartitions,
  SessionIndex: inOwnPartitions,
  Findings: inOwnPartitions,
  Fleet: underOwnKeysIn(FLEET_KINDS),
  Activity: inOwnPartitions,
  Inventory: inOwnPartitions,
  Observations: inOwnPartitions,
  Servers: inOwnPartitions,
  Notifications: inShared(['channels']),
  Changes: (tenant) => [odata`tenant eq ${tenant}`],
  Outbox: inShared(['changes', 'channels', 'dead']),
  Deliveries: (tenant) => [...inOwnPartitions(tenant), odata`PartitionKey gt '|' and PartitionKey lt '}' and tenant eq ${tenant}`],
  Upkeep: nowhere,
};

/**
 * Deletes the rows of a tenant from all tables, as many as there is time for. Called again it goes on where it was, since what is deleted is not found
 * any more.
 *
 * @param hasTime asked before each row
 * @returns how many rows were deleted
 */
export async function eraseRows(tables: Tables, tenant: string, hasTime: () => boolean): Promise<number> {
  let erased = 0;
  for (const name of TABLES) {
    // In every account: a tenant that was moved has left rows where it was.
    for (const table of partsOf(tables[name])) {
      for (const filter of WHERE[name](tenant)) erased += await eraseWhere(table, filter, hasTime);
    }
  }
  return erased;
}

/** What is there is no tenant's, or is deleted last. */
function nowhere(): readonly string[] {
  return [];
}

/** These partitions are for all tenants, and the row key is the tenant, or begins with it. */
function underOwnKeysIn(partitions: readonly string[]): WhereOf {
  return (tenant) => {
    const own = key(tenant);
    return partitions.flatMap((partition) => [
      odata`PartitionKey eq ${partition} and RowKey eq ${own}`,
      odata`PartitionKey eq ${partition} and RowKey gt ${`${own}|`} and RowKey lt ${afterKey(own)}`,
    ]);
  };
}

/** So many partitions are shared, sorted by something else, and each row says whose it is. */
function inNumbered(count: number): WhereOf {
  return inShared(Array.from({ length: count }, (_, partition) => String(partition)));
}

/** The same of partitions with names. */
function inShared(partitions: readonly string[]): WhereOf {
  return (tenant) => partitions.map((partition) => odata`PartitionKey eq ${partition} and tenant eq ${tenant}`);
}

async function eraseWhere(table: Table, filter: string, hasTime: () => boolean): Promise<number> {
  let erased = 0;
  let batch: { readonly partitionKey: string; readonly rowKey: string }[] = [];
  const flush = async () => {
    await deleteAll(table, batch);
    erased += batch.length;
    batch = [];
  };
  const rows = table.listEntities({ queryOptions: { filter, select: ['PartitionKey', 'RowKey'] } });
  for await (const { partitionKey = '', rowKey = '' } of rows) {
    if (!hasTime()) break;
    if (batch.length === MAX_TRANSACTION_ROWS || (batch[0] !== undefined && batch[0].partitionKey !== partitionKey)) await flush();
    batch.push({ partitionKey, rowKey });
  }
  await flush();
  return erased;
}
