import type { Table, TableName, Tables } from '../../lib/store/tables.js';

const WRITES: readonly (keyof Table)[] = ['createEntity', 'updateEntity', 'upsertEntity', 'deleteEntity', 'submitTransaction'];

/** Tables whose n-th write, counted over all of them, fails and does nothing, and all after it. */
export function crashingAt(write: number, tables: Tables): Tables {
  let writes = 0;
  const crash = (table: Table): Table =>
    new Proxy(table, {
      get(target, name: keyof Table) {
        const member = target[name];
        if (typeof member !== 'function') return member;
        if (!WRITES.includes(name)) return member.bind(target);
        return (...args: unknown[]) => {
          writes += 1;
          if (writes >= write) return Promise.reject(new Error('The power failed.'));
          return (member as (...rest: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, crash(table)])) as Record<TableName, Table>;
}
