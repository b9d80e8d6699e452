import type { TableEntity, TransactionAction } from '@azure/data-tables';
import { MAX_TRANSACTION_BYTES, MAX_TRANSACTION_ROWS, requestBytes } from './table-limits.js';
import { isLostRace, isNotFound, type Table } from './tables.js';

/**
 * Writes rows of one partition, replacing what stands under their keys, in as few transactions as the limits allow. Each transaction is
 * atomic, the whole is not: rows must be such that writing them again is harmless.
 */
export async function upsertAll(table: Table, entities: readonly TableEntity[]): Promise<void> {
  let batch: TransactionAction[] = [];
  let bytes = 0;
  for (const entity of entities) {
    const size = requestBytes(entity);
    if (batch.length === MAX_TRANSACTION_ROWS || (batch.length > 0 && bytes + size > MAX_TRANSACTION_BYTES)) {
      await table.submitTransaction(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(['upsert', entity, 'Replace']);
    bytes += size;
  }
  if (batch.length > 0) await table.submitTransaction(batch);
}

/** Creates rows of one partition; those that are there are left as they are. */
export async function createMissing(table: Table, entities: readonly TableEntity[]): Promise<void> {
  for (let start = 0; start < entities.length; start += MAX_TRANSACTION_ROWS) {
    const batch = entities.slice(start, start + MAX_TRANSACTION_ROWS);
    try {
      await table.submitTransaction(batch.map((entity): TransactionAction => ['create', entity]));
    } catch (error) {
      if (!isLostRace(error)) throw error;
      // One row that is there fails the whole transaction, so each is tried by itself.
      for (const entity of batch) await createIfMissing(table, entity);
    }
  }
}

async function createIfMissing(table: Table, entity: TableEntity): Promise<void> {
  try {
    await table.createEntity(entity);
  } catch (error) {
    if (!isLostRace(error)) throw error;
  }
}

/** Deletes rows of one partition. What is gone already is no error. */
export async function deleteAll(table: Table, keys: readonly { readonly partitionKey: string; readonly rowKey: string }[]): Promise<void> {
  for (let start = 0; start < keys.length; start += MAX_TRANSACTION_ROWS) {
    const batch = keys.slice(start, start + MAX_TRANSACTION_ROWS);
    try {
      await table.submitTransaction(batch.map((row): TransactionAction => ['delete', { ...row }]));
    } catch (error) {
      if (!isNotFound(error)) throw error;
      // One missing row fails the whole transaction, so each is tried by itself.
      for (const { partitionKey, rowKey } of batch) await deleteIfThere(table, partitionKey, rowKey);
    }
  }
}

async function deleteIfThere(table: Table, partitionKey: string, rowKey: string): Promise<void> {
  try {
    await table.deleteEntity(partitionKey, rowKey);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Columns that {@link deleteUnchanged} needs; the ETag comes with them. */
export const KEYS = ['PartitionKey', 'RowKey'] as const;

/** Deletes rows as they were read, each by itself; one that was changed since stays. */
export async function deleteUnchanged(
  table: Table,
  rows: AsyncIterable<Readonly<Record<string, unknown>>> | Iterable<Readonly<Record<string, unknown>>>,
): Promise<void> {
  for await (const { partitionKey, rowKey, etag } of rows) {
    try {
      await table.deleteEntity(String(partitionKey), String(rowKey), { etag: String(etag) });
    } catch (error) {
      if (!isNotFound(error) && !isLostRace(error)) throw error;
    }
  }
}
