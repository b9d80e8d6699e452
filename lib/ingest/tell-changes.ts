import { forgetChanges, untoldChanges, type ToldChange } from '../store/finding-change-table.js';
import type { Tables } from '../store/tables.js';

/** Hears of a change of a finding's condition: at least once, always with the same id, and only of changes that happened. */
export type TellChange = (change: ToldChange) => void;

/** Tells of the changes of a tenant's findings that were not told yet. What a crash leaves untold is told by the next who calls. */
export async function tellChanges(tables: Tables, tenant: string, tell: TellChange): Promise<void> {
  const changes = await untoldChanges(tables, tenant);
  for (const { rowKey, ...change } of changes) tell(change);
  await forgetChanges(
    tables,
    tenant,
    changes.map(({ rowKey }) => rowKey),
  );
}
