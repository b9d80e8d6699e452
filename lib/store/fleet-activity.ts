import { addCounters, totalsOf, type ActivityTotals } from '../diagnosis/activity-series.js';
import { hourOf, type Counters } from '../diagnosis/hourly-activity.js';
import { readTenantActivity } from './activity-table.js';
import { readFleetOf, refreshFleet } from './fleet-table.js';
import type { Tables } from './tables.js';

/** What one tenant's servers did, as the fleet shows it. */
export interface FleetActivity {
  /** The last {@link FLEET_HOURS} hours, by `2026-11-24T05`; hours without a session are left out. */
  readonly hours: Readonly<Record<string, ActivityTotals>>;
  /** The last {@link FLEET_DAYS} days, by `2026-11-24`. */
  readonly days: Readonly<Record<string, ActivityTotals>>;
  /** When it was made, milliseconds since 1970. */
  readonly madeAt: number;
  /** When all of its days were added up for the last time, likewise: logs may come late, or be read again. */
  readonly wholeAt: number;
}

export const FLEET_HOURS = 48;
export const FLEET_DAYS = 31;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How often all days are added up, and not only today and yesterday. */
const WHOLE_EVERY = 6 * HOUR;

/** Makes anew what the fleet shows of a tenant's activity. @returns whether all of its days were added up, and whether it is the first time in this hour. */
export async function refreshFleetActivity(
  tables: Tables,
  tenant: string,
  now: Date,
): Promise<{ readonly whole: boolean; readonly isNewHour: boolean }> {
  let [whole, isNewHour] = [false, false];
  await refreshFleet(tables, 'activity', tenant, async () => {
    const known = await readFleetOf(tables, 'activity', tenant);
    whole = known === undefined || now.getTime() - known.wholeAt >= WHOLE_EVERY;
    isNewHour = known === undefined || hourOf(known.madeAt) !== hourOf(now.getTime());
    return addedUp(tables, tenant, now, whole ? undefined : known);
  });
  return { whole, isNewHour };
}

async function addedUp(tables: Tables, tenant: string, now: Date, known: FleetActivity | undefined): Promise<FleetActivity> {
  const time = now.getTime();
  const firstDay = dayOf(time - (FLEET_DAYS - 1) * DAY);
  const firstHour = hourOf(time - (FLEET_HOURS - 1) * HOUR);
  const addedFrom = known === undefined ? firstDay : dayOf(time - (FLEET_HOURS - 1) * HOUR);
  const [hours, days] = [new Map<string, Record<string, number>>(), new Map<string, Record<string, number>>()];
  for await (const { hour, connectors } of readTenantActivity(tables, tenant, { from: `${addedFrom}T00`, before: hourOf(time + HOUR) })) {
    const sums = [sumAt(days, hour.slice(0, 'yyyy-mm-dd'.length)), ...(hour >= firstHour ? [sumAt(hours, hour)] : [])];
    for (const counters of Object.values(connectors)) for (const sum of sums) addCounters(sum, counters);
  }
  const kept = Object.entries(known?.days ?? {}).filter(([day]) => day >= firstDay && day < addedFrom);
  return {
    hours: totalsIn(hours),
    days: { ...Object.fromEntries(kept), ...totalsIn(days) },
    madeAt: time,
    wholeAt: known?.wholeAt ?? time,
  };
}

function dayOf(time: number): string {
  return hourOf(time).slice(0, 'yyyy-mm-dd'.length);
}

function sumAt(sums: Map<string, Record<string, number>>, key: string): Record<string, number> {
  const sum = sums.get(key) ?? {};
  sums.set(key, sum);
  return sum;
}

function totalsIn(sums: ReadonlyMap<string, Counters>): Readonly<Record<string, ActivityTotals>> {
  return Object.fromEntries([...sums].map(([key, counters]) => [key, totalsOf(counters)]));
}
