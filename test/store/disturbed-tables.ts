import type { Table, TableName, Tables } from '../../lib/store/tables.js';

/** What comes between a worker's storage operations. */
export interface Disturbance {
  readonly table: TableName;
  readonly operation: keyof Table;
  /** Happens just before the first such operation. */
  readonly before?: () => Promise<unknown>;
  /** Happens just after it; of a query, when its first row was read. */
  readonly after?: () => Promise<unknown>;
  /** The process ends with the first one that succeeds. */
  readonly dies?: boolean;
}

/** The tables as a worker has them who is disturbed at one operation. */
export function disturbedTables(tables: Tables, { table, operation, before, after, dies = false }: Disturbance): Tables {
  let [isOver, isDead] = [false, false];
  const disturbed = (name: TableName, client: Table): Table =>
    new Proxy(client, {
      get(target, member: keyof Table) {
        const method = target[member];
        if (typeof method !== 'function') return method;
        const isNow = () => !isOver && name === table && member === operation;
        if (member === 'listEntities') {
          return (...args: Parameters<Table['listEntities']>) => {
            const disturbs = isNow();
            isOver ||= disturbs;
            return disturbs ? rowByRow(target, args, after) : target.listEntities(...args); // whoever is disturbed asks for no pages
          };
        }
        return async (...args: unknown[]) => {
          if (isDead) throw new Error('The process is no more.');
          const disturbs = isNow();
          isOver ||= disturbs;
          if (disturbs) await before?.();
          const answer: unknown = await (method as (...rest: unknown[]) => Promise<unknown>).apply(target, args);
          if (disturbs) await after?.();
          isDead ||= dies && name === table && member === operation;
          return answer;
        };
      },
    });
  return Object.fromEntries(Object.entries(tables).map(([name, client]) => [name, disturbed(name as TableName, client)])) as Record<
    TableName,
    Table
  >;
}

/** The service may end a page after any row. */
async function* rowByRow(target: Table, args: Parameters<Table['listEntities']>, after: Disturbance['after']): AsyncGenerator {
  let isFirst = true;
  for await (const page of target.listEntities(...args).byPage({ maxPageSize: 1 })) {
    if (isFirst && page.length > 0) await after?.();
    isFirst &&= page.length === 0;
    yield* page;
  }
}
