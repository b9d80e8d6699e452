import { odata } from '@azure/data-tables';
import {
  addActivity,
  isIdleHour,
  withoutActivity,
  type Counters,
  type HealthySessions,
  type HourOfActivity,
} from '../diagnosis/hourly-activity.js';
import type { LogSource } from './chunk.js';
import { fold, isEmptied, type Folding, type Row, type SumChange } from './fold.js';
import { afterKey, key } from './keys.js';
import { longNames, longProperties, packJson, readLongJson } from './long-bytes.js';
import type { Tables } from './tables.js';

/**
 * What a server's stream did, hour by hour, in one partition. An hour is a sum over parts; each part is owned by one chunk (its whole sessions) or
 * by one crossing session, and written in one transaction with the sum ({@link fold}). Ninety days are two thousand rows: three pages of a range query.
 *
 *   RowKey
 *   h|{hour}            the sum
 *   p|{hour}|{owner}    one part
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
    const begin = key('p', hour);
    const change = changes.get(hour) ?? {
      sumKey: key('h', hour),
      partsBegin: begin,
      partsEnd: afterKey(begin),
      parts: new Map<string, HourOfActivity | undefined>(),
    };
    change.parts.set(`${begin}|${'chunk' in owner ? key('c', owner.chunk) : key('s', owner.session)}`, activity);
    changes.set(hour, change);
  }
  await fold(Activity, partitionOf(source), HOURS, [...changes.values()], expectNew);
}

const HOURS: Folding<HourOfActivity> = {
  read: (row) => ({ connectors: connectorsIn(row), healthy: healthyIn(row) }),
  part: columnsOf,
  sum: (hour) => ({ columns: columnsOf(hour) }),
  add: addActivity,
  without: withoutActivity,
  isEmpty: isIdleHour,
};

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
  for await (const row of hourRows(tables, source, key('h', from), key('h', before), select)) {
    yield { hour: hourIn(row), connectors: connectorsIn(row) };
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
  for await (const row of hourRows(tables, source, key('h', from), before === undefined ? afterKey('h') : key('h', before), select)) {
    yield { hour: hourIn(row), healthy: healthyIn(row) };
  }
}

async function* hourRows({ Activity }: Tables, source: LogSource, begin: string, end: string, select: string[]): AsyncGenerator<Row> {
  const filter = odata`PartitionKey eq ${partitionOf(source)} and RowKey ge ${begin} and RowKey lt ${end}`;
  for await (const row of Activity.listEntities({ queryOptions: { filter, select } })) if (!isEmptied(row)) yield row;
}

function hourIn({ rowKey }: Row): string {
  return String(rowKey).slice('h|'.length);
}

function connectorsIn(row: Row): HourOfActivity['connectors'] {
  return readLongJson(row, 'connectors') as HourOfActivity['connectors'];
}

function healthyIn(row: Row): HourOfActivity['healthy'] {
  return readLongJson(row, 'healthy') as HourOfActivity['healthy'];
}

function partitionOf({ tenant, server, stream }: LogSource): string {
  return key(tenant, server, stream);
}
