import type { TableEntity, TransactionAction } from '@azure/data-tables';
import type { Shards } from './shards.js';
import type { Table } from './tables.js';

/**
 * A table whose rows lie in several accounts, each tenant's in one. Whoever reads and writes notices nothing: which account it is says the partition key,
 * which begins with the tenant in every table that is spread.
 */
export class SpreadTable implements Table {
  constructor(readonly shards: Shards<Table>) {}

  getEntity<Row extends object = Record<string, unknown>>(...[partitionKey, ...rest]: Parameters<Table['getEntity']>) {
    return this.#of(partitionKey).getEntity<Row>(partitionKey, ...rest);
  }

  createEntity<Row extends object>(entity: TableEntity<Row>) {
    return this.#of(entity.partitionKey).createEntity(entity);
  }

  updateEntity<Row extends object>(entity: TableEntity<Row>, ...rest: OptionsOf<'updateEntity'>) {
    return this.#of(entity.partitionKey).updateEntity(entity, ...rest);
  }

  upsertEntity<Row extends object>(entity: TableEntity<Row>, ...rest: OptionsOf<'upsertEntity'>) {
    return this.#of(entity.partitionKey).upsertEntity(entity, ...rest);
  }

  deleteEntity(...[partitionKey, ...rest]: Parameters<Table['deleteEntity']>) {
    return this.#of(partitionKey).deleteEntity(partitionKey, ...rest);
  }

  submitTransaction(actions: TransactionAction[]) {
    // All of a transaction are of one partition.
    return this.#of(actions[0]?.[1].partitionKey ?? '').submitTransaction(actions);
  }

  listEntities<Row extends object = Record<string, unknown>>(options: Parameters<Table['listEntities']>[0] = {}) {
    return this.#of(partitionAskedFor(options.queryOptions?.filter ?? '')).listEntities<Row>(options);
  }

  #of(partitionKey: string): Table {
    // A tenant's id needs no encoding in a key.
    const [tenant = ''] = partitionKey.split('|', 1);
    return this.shards.of(tenant);
  }
}

/** The table in each account where it is, for what must not miss a row wherever it lies. */
export function partsOf(table: Table): readonly Table[] {
  return table instanceof SpreadTable ? table.shards.all : [table];
}

type OptionsOf<Name extends 'updateEntity' | 'upsertEntity'> = Parameters<Table[Name]> extends [unknown, ...infer Rest] ? Rest : never;

/** @throws where the query asks for no partition: it would walk through all tenants. */
function partitionAskedFor(filter: string): string {
  const partitionKey = /^PartitionKey (?:eq|gt) '([^']*)'/.exec(filter)?.[1];
  if (partitionKey === undefined) throw new Error(`A query of a table that is spread over accounts must begin with a partition: ${filter}`);
  return partitionKey;
}
