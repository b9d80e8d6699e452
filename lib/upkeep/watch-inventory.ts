import { reconcileObservations, type ObservationChanges } from '../store/observation-table.js';
import type { Tables } from '../store/tables.js';
import { listTenants } from '../store/tenant-table.js';
import { watchedTenant } from '../store/watched-tenant.js';
import type { ObservationChange } from '../watch/observation-life.js';
import { INVENTORY_WATCHES, observeInventory } from '../watch/inventory-watches.js';

interface UpkeepServices {
  readonly tables: Tables;
  readonly now: () => Date;
}

/** Whoever changes something looks again, in case an inventory came in between; so often may that happen before the next turn sees to it. */
const MAX_LOOKS = 3;

/**
 * Looks at a tenant's inventories and keeps what is seen there.
 *
 * Two workers may look at once, and the one that read the older inventory may write last. It has changed something then, so it looks again and
 * sees the newer one.
 *
 * @returns what this call has changed.
 */
export async function watchInventory(services: UpkeepServices, tenant: string): Promise<ObservationChanges> {
  const all: Record<ObservationChange, ObservationChanges[ObservationChange]> = { opened: [], ended: [], reopened: [], raised: [] };
  const watches = INVENTORY_WATCHES.map(({ id }) => id);
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const now = services.now();
    const observations = observeInventory(await watchedTenant(services.tables, tenant, now));
    const changes = await reconcileObservations(services.tables, tenant, watches, observations, now);
    const names = Object.keys(changes) as ObservationChange[];
    if (names.every((name) => changes[name].length === 0)) break;
    for (const name of names) all[name] = [...all[name], ...changes[name]];
  }
  return all;
}

/**
 * Looks at all tenants: a certificate comes nearer to its end without anything arriving. One tenant that can't be looked at does not hold up
 * the others.
 *
 * @throws {AggregateError} after all others, with what went wrong.
 */
export async function watchAllInventories(services: UpkeepServices): Promise<void> {
  const failures: unknown[] = [];
  for (const { id } of await listTenants(services.tables)) {
    await watchInventory(services, id).catch((cause: unknown) =>
      failures.push(new Error(`The inventories of tenant “${id}” could not be looked at.`, { cause })),
    );
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} tenants could not be looked at; the next turn tries again.`);
}
