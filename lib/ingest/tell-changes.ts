import { forgetChanges, untoldChanges, type ToldChange } from '../store/finding-change-table.js';
import { noteChanges } from '../store/change-table.js';
import { notedFinding } from '../store/noted-changes.js';
import type { Tables } from '../store/tables.js';

/** Hears of a change of a finding's condition: at least once, always with the same id, and only of changes that happened. */
export type TellChange = (change: ToldChange) => void;

/** Tells of the changes of a tenant's findings that were not told yet, and notes them for the notifications. What a crash leaves untold is told by the next who calls. */
export async function tellChanges(tables: Tables, tenant: string, tell: TellChange): Promise<void> {
  const changes = await untoldChanges(tables, tenant);
  // Before they are off the list, as all that must not be lost.
  if (changes.length > 0) await noteChanges(tables, changes.map(notedFinding));
  for (const { rowKey, ...change } of changes) tell(change);
  await forgetChanges(
    tables,
    tenant,
    changes.map(({ rowKey }) => rowKey),
  );
}
