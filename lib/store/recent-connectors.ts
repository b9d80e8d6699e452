import { addCounters } from '../diagnosis/activity-series.js';
import { connectorIn, healthyHosts, hourOf, type Counters } from '../diagnosis/hourly-activity.js';
import type { Direction } from '../log/record.js';
import { readHealthyHours, readTenantActivity, type StreamHour } from './activity-table.js';
import type { LogSource } from './chunk.js';
import type { Tables } from './tables.js';

/** What the logs of the last days show of a connector, over all servers of the tenant. */
export interface RecentConnector {
  readonly connector: string;
  readonly direction: Direction;
  readonly servers: readonly string[];
  readonly counters: Counters;
  /** The hour in which its last session began: `2026-11-24T05`. */
  readonly lastHour: string;
  /** Of the last hour with healthy sessions on each server: when the last of them began, and the hosts of the other side, the busiest first. */
  readonly healthy: { readonly last: number; readonly hosts: readonly { readonly host: string; readonly sessions: number }[] } | undefined;
}

export interface RecentConnectors {
  /** The first hour that was counted. */
  readonly countedFrom: string;
  readonly connectors: readonly RecentConnector[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** So much is counted where it takes no more rows than these: a connector that is used at all is used within a week. */
const DAYS = 7;
const MAX_ROWS = 4_000;

/** Hosts that are told of a connector. A server that faces the internet meets thousands. */
const MAX_HOSTS_TOLD = 10;

/**
 * The connectors that the logs of a tenant have shown lately: of the last week, or of the last day where the tenant is so large that a week would take
 * more than some queries.
 */
export async function recentConnectors(tables: Tables, tenant: string, now: Date): Promise<RecentConnectors> {
  const before = hourOf(now.getTime() + HOUR);
  const yesterday = hourOf(now.getTime() - DAY + HOUR);
  const lastWeek = hourOf(now.getTime() - DAYS * DAY + HOUR);
  const lastDay = await rowsOf(tables, tenant, yesterday, before);
  const isSmall = lastDay.length * DAYS <= MAX_ROWS;
  const rows = isSmall ? [...(await rowsOf(tables, tenant, lastWeek, yesterday)), ...lastDay] : lastDay;
  const found = gathered(tenant, rows);
  const healthy = await healthyOf(tables, found);
  return {
    countedFrom: isSmall ? lastWeek : yesterday,
    connectors: [...found].map(([key, { places, ...seen }]) => ({ ...seen, servers: serversOf(places), healthy: healthy.get(key) })),
  };
}

async function rowsOf(tables: Tables, tenant: string, from: string, before: string): Promise<readonly StreamHour[]> {
  const rows: StreamHour[] = [];
  for await (const row of readTenantActivity(tables, tenant, { from, before })) rows.push(row);
  return rows;
}

/** Where a connector was met, and the last hour there in which a session of it was healthy. */
interface Place {
  readonly source: LogSource;
  readonly healthyHour: string | undefined;
}

interface Gathered extends Omit<RecentConnector, 'servers' | 'healthy'> {
  readonly counters: Record<string, number>;
  readonly places: ReadonlyMap<string, Place>;
}

/** By connector. Rows come in the order of their hours, so the last one is the latest. */
function gathered(tenant: string, rows: readonly StreamHour[]): ReadonlyMap<string, Gathered> {
  const connectors = new Map<string, Gathered & { places: Map<string, Place> }>();
  for (const { hour, server, stream, connectors: counted } of rows) {
    for (const [key, counters] of Object.entries(counted)) {
      const known = connectors.get(key) ?? { ...connectorIn(key), counters: {}, places: new Map<string, Place>(), lastHour: hour };
      addCounters(known.counters, counters);
      const place = `${server} ${stream}`;
      const isHealthy = (counters['outcome:delivered'] ?? 0) > 0;
      const healthyHour = isHealthy ? hour : known.places.get(place)?.healthyHour;
      known.places.set(place, { source: { tenant, server, stream }, healthyHour });
      connectors.set(key, { ...known, lastHour: hour });
    }
  }
  return connectors;
}

function serversOf(places: Gathered['places']): readonly string[] {
  return [...new Set([...places.values()].map(({ source }) => source.server))].sort();
}

/** A row for each stream and hour that is asked for: most connectors of a stream were healthy in the same one. */
async function healthyOf(
  tables: Tables,
  connectors: ReadonlyMap<string, Gathered>,
): Promise<ReadonlyMap<string, RecentConnector['healthy']>> {
  const wanted = new Map<string, { readonly source: LogSource; readonly hours: Set<string> }>();
  for (const { places } of connectors.values()) {
    for (const [place, { source, healthyHour }] of places) {
      if (healthyHour === undefined) continue;
      const known = wanted.get(place) ?? { source, hours: new Set<string>() };
      known.hours.add(healthyHour);
      wanted.set(place, known);
    }
  }
  const read = await Promise.all(
    [...wanted].map(async ([place, { source, hours }]) => [place, await readHealthyHours(tables, source, [...hours])] as const),
  );
  const hoursAt = new Map(read);
  return new Map(
    [...connectors].map(([key, { connector, places }]) => {
      const hosts = [...places].flatMap(([place, { healthyHour }]) =>
        healthyHosts(hoursAt.get(place)?.find(({ hour }) => hour === healthyHour)?.healthy ?? null, connector),
      );
      return [key, hosts.length === 0 ? undefined : { last: Math.max(...hosts.map(({ last }) => last)), hosts: together(hosts) }];
    }),
  );
}

function together(hosts: readonly { readonly host: string; readonly sessions: number }[]) {
  const sums = new Map<string, number>();
  for (const { host, sessions } of hosts) sums.set(host, (sums.get(host) ?? 0) + sessions);
  return [...sums]
    .map(([host, sessions]) => ({ host, sessions }))
    .sort((a, b) => b.sessions - a.sessions || (a.host < b.host ? -1 : 1))
    .slice(0, MAX_HOSTS_TOLD);
}
