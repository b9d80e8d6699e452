import type { TableEntity, TransactionAction } from '@azure/data-tables';
import { admitRow, admitTransaction } from './table-limits.js';
import type { Table } from './tables.js';

/** A table that refuses what Azure would, before it is sent: the emulator takes rows of any size. */
export function admittingTable(table: Table): Table {
  return new Proxy(table, {
    get(target, name: keyof Table) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      const method = member as (...args: unknown[]) => unknown;
      const admit = ADMITTED[name];
      if (admit === undefined) return method.bind(target);
      return async (...args: unknown[]) => {
        admit(args[0]);
        return await (method.apply(target, args) as Promise<unknown>);
      };
    },
  });
}

const admitOne = (row: unknown) => {
  admitRow(row as TableEntity<object>);
};

const ADMITTED: Readonly<Partial<Record<keyof Table, (first: unknown) => void>>> = {
  createEntity: admitOne,
  updateEntity: admitOne,
  upsertEntity: admitOne,
  submitTransaction: (actions) => {
    const rows = (actions as readonly TransactionAction[]).map(([, row]) => row as TableEntity<object>);
    for (const row of rows) admitRow(row);
    admitTransaction(rows);
  },
};
