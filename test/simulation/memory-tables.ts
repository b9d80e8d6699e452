import { RestError, type TransactionAction } from '@azure/data-tables';
import { TABLES, type Table, type TableName, type Tables } from '../../lib/store/tables.js';

/**
 * Tables in memory, as far as Mailflow uses them: a hundred times as fast as the emulator, so that a long run meets what a short one can't. What they
 * know of Table Storage is held against the emulator by running the same simulation on both.
 */
export function memoryTables(): Tables {
  return Object.fromEntries(TABLES.map((name) => [name, new MemoryTable() as unknown as Table])) as Record<TableName, Table>;
}

type Row = Readonly<Record<string, unknown>> & { readonly partitionKey: string; readonly rowKey: string; readonly etag: string };
type Entity = Readonly<Record<string, unknown>> & { readonly partitionKey: string; readonly rowKey: string };
type Mode = 'Merge' | 'Replace';
type Match = { readonly etag?: string };

class MemoryTable {
  #partitions = new Map<string, Map<string, Row>>();
  #writes = 0;

  getEntity(partitionKey: string, rowKey: string): Promise<Row> {
    return now(() => this.#existing({ partitionKey, rowKey }));
  }

  createEntity(entity: Entity): Promise<void> {
    return now(() => {
      this.#create(entity);
    });
  }

  upsertEntity(entity: Entity, mode: Mode): Promise<void> {
    return now(() => {
      this.#upsert(entity, mode);
    });
  }

  updateEntity(entity: Entity, mode: Mode, match: Match = {}): Promise<Pick<Row, 'etag'>> {
    return now(() => {
      this.#update(entity, mode, match);
      return this.#existing(entity);
    });
  }

  deleteEntity(partitionKey: string, rowKey: string, { etag = '*' }: Match = {}): Promise<void> {
    return now(() => {
      const { etag: standing } = this.#existing({ partitionKey, rowKey });
      if (etag !== '*' && etag !== standing) throw refusal(412, 'UpdateConditionNotSatisfied');
      this.#delete({ partitionKey, rowKey });
    });
  }

  submitTransaction(
    actions: readonly TransactionAction[],
  ): Promise<{ getResponseForEntity(rowKey: string): { etag?: string } | undefined }> {
    return now(() => {
      const [first] = actions;
      if (first === undefined || actions.length > 100) throw refusal(400, 'InvalidInput');
      const { partitionKey } = first[1] as Entity;
      const before = new Map(this.#partition(partitionKey));
      try {
        for (const action of actions) this.#act(action, partitionKey);
      } catch (error) {
        this.#partitions.set(partitionKey, before);
        throw error;
      }
      const after = this.#partition(partitionKey);
      return { getResponseForEntity: (rowKey) => after.get(rowKey) };
    });
  }

  listEntities({ queryOptions: { filter = '', select } = {} }: { queryOptions?: { filter?: string; select?: string[] } } = {}) {
    const { partitionKey, ...range } = rangeOf(filter);
    const rowsBehind = (last: string | undefined) => {
      const partitions = partitionKey === undefined ? [...this.#partitions.values()] : [this.#partition(partitionKey)];
      return partitions
        .flatMap((partition) => [...partition.values()])
        .filter((row) => range.holds(row) && (last === undefined || keyOf(row) > last))
        .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
        .map((row) => (select === undefined ? row : selected(row, select)));
    };
    return {
      /** Each page is looked up when it is asked for: what changes between two of them may be seen in part. */
      byPage: ({ maxPageSize = 1000 } = {}) => pagesOf(rowsBehind, maxPageSize),
      async *[Symbol.asyncIterator]() {
        for await (const page of pagesOf(rowsBehind, 1000)) yield* page;
      },
    };
  }

  #act([kind, entity, mode, match]: TransactionAction, partitionKey: string): void {
    const row = entity as Entity;
    if (row.partitionKey !== partitionKey) throw refusal(400, 'CommandsInBatchActOnDifferentPartitions');
    if (kind === 'create') this.#create(row);
    else if (kind === 'delete') this.#delete(row);
    else if (kind === 'upsert') this.#upsert(row, mode ?? 'Merge');
    else this.#update(row, mode ?? 'Merge', match ?? {});
  }

  #create(entity: Entity): void {
    if (this.#partition(entity.partitionKey).has(entity.rowKey)) throw refusal(409, 'EntityAlreadyExists');
    this.#put(entity);
  }

  #upsert(entity: Entity, mode: Mode): void {
    const before = this.#partition(entity.partitionKey).get(entity.rowKey);
    this.#put(mode === 'Merge' ? { ...before, ...entity } : entity);
  }

  #update(entity: Entity, mode: Mode, { etag = '*' }: Match): void {
    const before = this.#existing(entity);
    if (etag !== '*' && etag !== before.etag) throw refusal(412, 'UpdateConditionNotSatisfied');
    this.#put(mode === 'Merge' ? { ...before, ...entity } : entity);
  }

  #delete(entity: Pick<Row, 'partitionKey' | 'rowKey'>): void {
    this.#existing(entity);
    this.#partition(entity.partitionKey).delete(entity.rowKey);
  }

  #existing({ partitionKey, rowKey }: Pick<Row, 'partitionKey' | 'rowKey'>): Row {
    const row = this.#partition(partitionKey).get(rowKey);
    if (row === undefined) throw refusal(404, 'ResourceNotFound');
    return row;
  }

  #put(entity: Entity): void {
    const kept = Object.fromEntries(Object.entries(entity).filter(([, value]) => value !== undefined));
    this.#partition(entity.partitionKey).set(entity.rowKey, { ...kept, etag: String((this.#writes += 1)) } as Row);
  }

  #partition(key: string): Map<string, Row> {
    const partition = this.#partitions.get(key) ?? new Map<string, Row>();
    this.#partitions.set(key, partition);
    return partition;
  }
}

async function now<Result>(operation: () => Result): Promise<Result> {
  await Promise.resolve();
  return operation();
}

async function* pagesOf(rowsBehind: (last: string | undefined) => readonly Row[], size: number): AsyncGenerator<readonly Row[]> {
  let last: string | undefined;
  for (;;) {
    await Promise.resolve();
    const found = rowsBehind(last);
    const page = found.slice(0, size);
    if (found.length <= size) {
      yield page;
      return;
    }
    yield Object.assign(page, { continuationToken: 'more' });
    const final = page.at(-1);
    last = final && keyOf(final);
  }
}

function keyOf({ partitionKey, rowKey }: Pick<Row, 'partitionKey' | 'rowKey'>): string {
  return `${partitionKey}\n${rowKey}`;
}

function selected({ partitionKey, rowKey, etag, ...row }: Row, names: readonly string[]): Row {
  return { partitionKey, rowKey, etag, ...Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name))) };
}

/** The conditions that Mailflow's queries are made of. */
function rangeOf(filter: string): { readonly partitionKey: string | undefined; holds(row: Row): boolean } {
  const conditions =
    filter === ''
      ? []
      : filter.split(' and ').map((condition) => /^(\w+) (eq|ge|lt|le|gt) '(.*)'$/.exec(condition)?.slice(1) ?? [condition]);
  const holds = (row: Row) =>
    conditions.every(([column, comparison, text = '']) => {
      if (column === 'PartitionKey' && comparison === 'eq') return true;
      if (column === undefined || comparison === undefined) throw new Error(`No query of Mailflow asks so: ${filter}`);
      const value = column === 'RowKey' ? row.rowKey : row[column];
      // A row that has no such column is not among those that are asked for.
      if (typeof value !== 'string') return false;
      if (comparison === 'eq') return value === text;
      if (comparison === 'gt') return value > text;
      return comparison === 'ge' ? value >= text : comparison === 'lt' ? value < text : value <= text;
    });
  return { partitionKey: conditions.find(([column]) => column === 'PartitionKey')?.[2], holds };
}

function refusal(statusCode: number, code: string): RestError {
  return new RestError(code, { statusCode, code });
}
