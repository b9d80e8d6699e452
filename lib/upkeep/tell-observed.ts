import { noteChanges } from '../store/change-table.js';
import { refreshFleetObservations } from '../store/fleet-observations.js';
import { forgetToldObservations, untoldObservations, type ToldObservation } from '../store/observation-change-table.js';
import { notedObservation } from '../store/noted-changes.js';
import type { Tables } from '../store/tables.js';

/** Hears of a change of an observation: at least once, always with the same id, and only of changes that happened. */
export type TellObserved = (change: ToldObservation) => void;

/** Tells of the changes of a tenant's observations that were not told yet, notes them for the notifications, and shows the fleet what holds now. What a crash leaves untold is told by the next who calls. */
export async function tellObservedChanges(tables: Tables, tenant: string, tell: TellObserved): Promise<void> {
  const changes = await untoldObservations(tables, tenant);
  // Before they are off the list: whoever crashes here leaves them to the next, who makes the fleet's row anew again.
  if (changes.length > 0) {
    await refreshFleetObservations(tables, tenant);
    await noteChanges(tables, changes.map(notedObservation));
  }
  for (const { rowKey, ...change } of changes) tell(change);
  await forgetToldObservations(
    tables,
    tenant,
    changes.map(({ rowKey }) => rowKey),
  );
}
