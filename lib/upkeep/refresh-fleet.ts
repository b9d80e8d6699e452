import { CONDITIONS } from '../diagnosis/finding-state.js';
import { refreshFleetActivity } from '../store/fleet-activity.js';
import { refreshFleetCertificates } from '../store/fleet-certificates.js';
import { refreshFleetFindings } from '../store/fleet-findings.js';
import { refreshFleetObservations } from '../store/fleet-observations.js';
import type { Tables } from '../store/tables.js';
import { forAllTenants } from './all-tenants.js';

/**
 * Makes anew what the fleet shows of each tenant's activity; each hour what it shows of findings, since ingestion tells it only of those that are new or
 * change; and a few times a day all that it shows: whoever changed something may have crashed before the fleet was told.
 *
 * @throws {AggregateError} when tenants could not be looked at, after all others.
 */
export async function refreshWholeFleet(services: { readonly tables: Tables; readonly now: () => Date }): Promise<void> {
  const { tables, now } = services;
  await forAllTenants(services, 'What the fleet shows', async ({ id }) => {
    const { whole, isNewHour } = await refreshFleetActivity(tables, id, now());
    if (whole || isNewHour) for (const condition of CONDITIONS) await refreshFleetFindings(tables, id, condition);
    if (!whole) return;
    await refreshFleetObservations(tables, id);
    await refreshFleetCertificates(tables, id, now());
  });
}
