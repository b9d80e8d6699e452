import { lastChunkAt } from '../store/last-chunk.js';
import { reconcileObservations } from '../store/observation-table.js';
import { listReportingServers, type ReportingServer } from '../store/server-table.js';
import type { Tables } from '../store/tables.js';
import type { StoredTenant } from '../store/tenant-table.js';
import { noteTurn } from '../store/upkeep-table.js';
import { SERVER_WATCHES } from '../watch/server-watches.js';
import type { WatchedServer } from '../watch/watched-servers.js';
import { forAllTenants } from './all-tenants.js';
import { tellObservedChanges, type TellObserved } from './tell-observed.js';

interface WatchServices {
  readonly tables: Tables;
  readonly now: () => Date;
  readonly tellObserved: TellObserved;
}

/** Between two turns, which come every five minutes. After a longer pause it was Mailflow that was away. */
const LONGEST_PAUSE_MILLISECONDS = 12 * 60_000;

/**
 * Looks at what the shippers of all tenants say of themselves, or say no more, and tells of what has changed.
 *
 * @throws {AggregateError} when tenants could not be looked at, after all others.
 */
export async function watchAllServers(services: WatchServices): Promise<void> {
  const listeningSince = await noteTurn(services.tables, 'watch-servers', services.now(), LONGEST_PAUSE_MILLISECONDS);
  await forAllTenants(services, 'The servers', (tenant) => watchServers(services, tenant, listeningSince));
}

async function watchServers({ tables, now, tellObserved }: WatchServices, tenant: StoredTenant, listeningSince: Date): Promise<void> {
  const time = now();
  const silentAfter = tenant.settings.silentAfterMinutes * 60_000;
  const reporting = await listReportingServers(tables, tenant.id);
  const servers = await Promise.all(reporting.map((server) => watchedServer(tables, server, time.getTime() - silentAfter)));
  const seen = { servers, silentAfter, listeningSince: listeningSince.getTime(), now: time.getTime() };
  await reconcileObservations(
    tables,
    tenant.id,
    SERVER_WATCHES.map(({ id }) => id),
    (holding) => SERVER_WATCHES.flatMap(({ observe }) => observe({ ...seen, holding })),
    time,
  );
  await tellObservedChanges(tables, tenant.id, tellObserved);
}

/** Whether chunks have come is asked only where the heartbeat has not. */
async function watchedServer(
  tables: Tables,
  { tenant, server, heartbeat, receivedAt, clockDifferenceSeconds }: ReportingServer,
  overdueBefore: number,
): Promise<WatchedServer> {
  const isOverdue = receivedAt.getTime() <= overdueBefore;
  return {
    ...{ server, heartbeat, clockDifferenceSeconds },
    receivedAt: receivedAt.getTime(),
    lastChunkAt: isOverdue ? await lastChunkAt(tables, { tenant, server }) : undefined,
  };
}
