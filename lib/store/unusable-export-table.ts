import { odata, type TableEntity } from '@azure/data-tables';
import type { InventoryKind } from '../inventory/kinds.js';
import { inventoryBlobName, type InventoryExportId } from './inventory-blob.js';
import { noteServer, type InventorySource } from './inventory-table.js';
import { afterKey, key } from './keys.js';
import { isNotFound, type Tables } from './tables.js';
import { deleteAll } from './transactions.js';

/** An export that came and cannot be used. Its blob is kept, so a Mailflow that understands it can read it yet. */
export interface UnusableExport {
  readonly kind: InventoryKind;
  /** ISO 8601, UTC. */
  readonly collectedAt: string;
  readonly blob: string;
  /** What is wrong with it. */
  readonly problem: string;
}

/** An error's message may quote what it was about; this much of it tells. */
const MAX_PROBLEM_CHARACTERS = 2000;

/** Notes why an export cannot be used; visible until it is read. */
export async function noteUnusable(tables: Tables, id: InventoryExportId, problem: string): Promise<void> {
  const { kind, collectedAt } = id;
  const row: TableEntity<UnusableExport> = {
    ...addressOf(id),
    kind,
    collectedAt,
    blob: inventoryBlobName(id),
    problem: problem.slice(0, MAX_PROBLEM_CHARACTERS),
  };
  await noteServer(tables, id);
  await tables.Inventory.upsertEntity(row, 'Replace');
}

/** The export was read after all. */
export async function forgetUnusable({ Inventory }: Tables, id: InventoryExportId): Promise<void> {
  const { partitionKey, rowKey } = addressOf(id);
  try {
    await Inventory.deleteEntity(partitionKey, rowKey);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** The exports of a server that cannot be used, by kind and moment. */
export async function listUnusable({ Inventory }: Tables, { tenant, server }: InventorySource): Promise<readonly UnusableExport[]> {
  const filter = odata`PartitionKey eq ${key(tenant, server)} and RowKey ge ${`${key('p')}|`} and RowKey lt ${afterKey(key('p'))}`;
  const unusable: UnusableExport[] = [];
  for await (const { kind, collectedAt, blob, problem } of Inventory.listEntities<UnusableExport>({ queryOptions: { filter } })) {
    unusable.push({ kind, collectedAt, blob, problem });
  }
  return unusable;
}

/** Forgets the exports of a server that were collected before this day, `yyyy-mm-dd`, and could not be used. */
export async function forgetUnusableBefore({ Inventory }: Tables, { tenant, server }: InventorySource, day: string): Promise<void> {
  const partitionKey = key(tenant, server);
  const filter = odata`PartitionKey eq ${partitionKey} and RowKey ge ${`${key('p')}|`} and RowKey lt ${afterKey(key('p'))} and collectedAt lt ${day}`;
  const rows: { partitionKey: string; rowKey: string }[] = [];
  for await (const { rowKey = '' } of Inventory.listEntities({ queryOptions: { filter, select: ['RowKey'] } }))
    rows.push({ partitionKey, rowKey });
  await deleteAll(Inventory, rows);
}

function addressOf(id: InventoryExportId): { partitionKey: string; rowKey: string } {
  return { partitionKey: key(id.tenant, id.server), rowKey: key('p', id.kind, `${id.collectedAt}.${id.codec}`) };
}
