import { refreshFleetCertificates } from '../store/fleet-certificates.js';
import { reconcileObservations } from '../store/observation-table.js';
import type { Tables } from '../store/tables.js';
import { watchedTenant } from '../store/watched-tenant.js';
import { INVENTORY_WATCHES, observeInventory } from '../watch/inventory-watches.js';
import { forAllTenants } from './all-tenants.js';
import { tellObservedChanges, type TellObserved } from './tell-observed.js';

interface UpkeepServices {
  readonly tables: Tables;
  readonly now: () => Date;
  readonly tellObserved: TellObserved;
}

/** Whoever changes something looks again, in case an inventory came in between; so often may that happen before the next turn sees to it. */
const MAX_LOOKS = 3;

/**
 * Looks at a tenant's inventories, keeps what is seen there, and tells of what has changed.
 *
 * Two workers may look at once, and the one that read the older inventory may write last. It has changed something then, so it looks again and
 * sees the newer one.
 */
export async function watchInventory(services: UpkeepServices, tenant: string): Promise<void> {
  const watches = INVENTORY_WATCHES.map(({ id }) => id);
  for (let look = 0, changed = true; changed && look < MAX_LOOKS; look += 1) {
    const now = services.now();
    const observations = observeInventory(await watchedTenant(services.tables, tenant, now));
    changed = await reconcileObservations(services.tables, tenant, watches, () => observations, now);
  }
  await refreshFleetCertificates(services.tables, tenant, services.now());
  // Also where nothing has changed: another one may have crashed between a change and telling of it.
  await tellObservedChanges(services.tables, tenant, services.tellObserved);
}

/**
 * Looks at all tenants: a certificate comes nearer to its end without anything arriving. One tenant that can't be looked at does not hold up
 * the others.
 *
 * @throws {AggregateError} after all others, with what went wrong.
 */
export async function watchAllInventories(services: UpkeepServices): Promise<void> {
  await forAllTenants(services, 'The inventories', ({ id }) => watchInventory(services, id));
}
