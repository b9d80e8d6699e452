import { odata } from '@azure/data-tables';
import {
  addActivity,
  isIdleHour,
  withoutActivity,
  type Counters,
  type HealthySessions,
  type HourOfActivity,
} from '../diagnosis/hourly-activity.js';
import type { Stream } from '../log/log-file.js';
import type { LogSource } from './chunk.js';
import { fold, isEmptied, type Folding, type Row, type SumChange } from './fold.js';
import { afterKey, key } from './keys.js';
import { longNames, longProperties, packJson, readLongJson } from './long-bytes.js';
import { Look } from './look.js';
import { rowsIn } from './page.js';
import type { Tables } from './tables.js';
import { deleteUnchanged } from './transactions.js';

/**
 * What the streams of a tenant's servers did, hour by hour, in one partition. An hour is a sum over parts; each part is owned by one chunk (its whole
 * sessions) or by one crossing session, and written in one transaction with the sum ({@link fold}). Ninety days of a stream are two thousand rows: three
 * pages of a range query. The counts stand there once more by time, written in the same transaction: so one range query tells what all servers did.
 *
 *   RowKey
 *   h|{server}|{stream}|{hour}            the sum
 *   p|{server}|{stream}|{hour}|{owner}    one part
 *   t|{hour}|{server}|{stream}            the sum's counts, by time
 */

/** Who owns a part: a chunk, or a crossing session. */
export type ActivityOwner = { readonly chunk: string } | { readonly session: string };

/** What an owner says of an hour; `undefined` takes back what it said. */
export interface ActivityPart {
  readonly hour: string;
  readonly owner: ActivityOwner;
  readonly activity: HourOfActivity | undefined;
}

/** Makes the parts what these say, and the hours with them. */
export async function saveActivity(
  { Activity }: Tables,
  source: LogSource,
  parts: readonly ActivityPart[],
  expectNew = false,
): Promise<void> {
  const changes = new Map<string, SumChange<HourOfActivity> & { parts: Map<string, HourOfActivity | undefined> }>();
  for (const { hour, owner, activity } of parts) {
    const begin = key('p', source.server, source.stream, hour);
    const change = changes.get(hour) ?? {
      sumKey: hourKey(source, hour),
      partsBegin: begin,
      partsEnd: afterKey(begin),
      parts: new Map<string, HourOfActivity | undefined>(),
    };
    change.parts.set(`${begin}|${'chunk' in owner ? key('c', owner.chunk) : key('s', owner.session)}`, activity);
    changes.set(hour, change);
  }
  await fold(Activity, key(source.tenant), foldingFor(source), [...changes.values()], expectNew);
}

function foldingFor({ tenant, server, stream }: LogSource): Folding<HourOfActivity> {
  const byTime = (hour: string) => ({ partitionKey: key(tenant), rowKey: key('t', hour, server, stream) });
  return {
    read: (row) => ({ connectors: connectorsIn(row), healthy: healthyIn(row) }),
    part: columnsOf,
    sum: (sum, _before, sumKey) => ({
      columns: columnsOf(sum),
      alongside: [
        ['upsert', { ...byTime(hourIn(sumKey)), server, stream, ...longProperties('connectors', packJson(sum.connectors)) }, 'Replace'],
      ],
    }),
    emptied: ({ rowKey }) => ({ columns: {}, alongside: [['delete', byTime(hourIn(String(rowKey)))]] }),
    add: addActivity,
    without: withoutActivity,
    isEmpty: isIdleHour,
  };
}

/** The row of what a stream did in an hour. */
export function hourKey({ server, stream }: LogSource, hour: string): string {
  return key('h', server, stream, hour);
}

/** Forgets those of these hours that nobody says anything of any more. One that somebody says something of at this moment stays. */
export async function forgetEmptiedHours({ Activity }: Tables, source: LogSource, hours: readonly string[]): Promise<void> {
  const rows = await new Look(Activity, key(source.tenant)).several([...new Set(hours)].map((hour) => hourKey(source, hour)));
  await deleteUnchanged(Activity, [...rows.values()].filter(isEmptied));
}

/** Counts and hosts apart: who wants to draw a curve need not read the hosts. */
function columnsOf({ connectors, healthy }: HourOfActivity): Record<string, unknown> {
  return { ...longProperties('connectors', packJson(connectors)), ...longProperties('healthy', packJson(healthy)) };
}

/** The counts of one hour, by connector. */
export interface ActiveHour {
  /** `2026-11-24T05` */
  readonly hour: string;
  readonly connectors: Readonly<Record<string, Counters>>;
}

/** The hours of a stream from one hour to before another, in their order. Hours without sessions are left out. */
export async function* readActivity(tables: Tables, source: LogSource, from: string, before: string): AsyncGenerator<ActiveHour> {
  const select = ['RowKey', 'emptied', ...longNames('connectors')];
  for await (const row of hourRows(tables, source, hourKey(source, from), hourKey(source, before), select)) {
    yield { hour: hourIn(String(row.rowKey)), connectors: connectorsIn(row) };
  }
}

/** The healthy sessions of one hour; `null` when there were more hosts than it could tell apart. */
export interface HealthyHour {
  readonly hour: string;
  readonly healthy: Readonly<Record<string, HealthySessions>> | null;
}

/** The healthy sessions of a stream from one hour on, in the order of the hours. */
export async function* readHealthyFrom(tables: Tables, source: LogSource, from: string, before?: string): AsyncGenerator<HealthyHour> {
  const select = ['RowKey', 'emptied', ...longNames('healthy')];
  const end = before === undefined ? afterKey(key('h', source.server, source.stream)) : hourKey(source, before);
  for await (const row of hourRows(tables, source, hourKey(source, from), end, select)) {
    yield { hour: hourIn(String(row.rowKey)), healthy: healthyIn(row) };
  }
}

/** The healthy sessions of these hours of a stream, as far as there are any. */
export async function readHealthyHours({ Activity }: Tables, source: LogSource, hours: readonly string[]): Promise<readonly HealthyHour[]> {
  const keys = new Map(hours.map((hour) => [hourKey(source, hour), hour]));
  const rows = await new Look(Activity, key(source.tenant)).several([...keys.keys()]);
  return [...rows].filter(([, row]) => !isEmptied(row)).map(([rowKey, row]) => ({ hour: keys.get(rowKey) ?? '', healthy: healthyIn(row) }));
}

async function* hourRows({ Activity }: Tables, source: LogSource, begin: string, end: string, select: string[]): AsyncGenerator<Row> {
  const filter = odata`PartitionKey eq ${key(source.tenant)} and RowKey ge ${begin} and RowKey lt ${end}`;
  for await (const row of Activity.listEntities({ queryOptions: { filter, select } })) if (!isEmptied(row)) yield row;
}

function hourIn(sumKey: string): string {
  return sumKey.split('|').at(-1) ?? '';
}

function connectorsIn(row: Row): HourOfActivity['connectors'] {
  return readLongJson(row, 'connectors') as HourOfActivity['connectors'];
}

function healthyIn(row: Row): HourOfActivity['healthy'] {
  return readLongJson(row, 'healthy') as HourOfActivity['healthy'];
}

/** The counts of one stream in one hour. */
export interface StreamHour extends ActiveHour {
  readonly server: string;
  readonly stream: Stream;
}

/** What all streams of a tenant did, from one hour to before another, hour by hour; `atOnce` rows are asked for at a time. */
export async function* readTenantActivity(
  { Activity }: Tables,
  tenant: string,
  { from, before, after }: { readonly from: string; readonly before: string; readonly after?: string | undefined },
  atOnce = 1_000,
): AsyncGenerator<StreamHour & { readonly rowKey: string }> {
  const range = { partitionKey: key(tenant), from: key('t', from), before: key('t', before), after };
  for await (const row of rowsIn<{ server: string; stream: Stream }>(Activity, range, atOnce)) {
    const { rowKey, server, stream } = row;
    yield { rowKey, hour: rowKey.split('|')[1] ?? '', server, stream, connectors: connectorsIn(row) };
  }
}
