import { connectorIn, hourOf, type Counters } from '../diagnosis/hourly-activity.js';
import { readActivity } from '../store/activity-table.js';
import type { LogSource } from '../store/chunk.js';
import type { Tables } from '../store/tables.js';
import type { WatchedConnector } from '../watch/connector-silent.js';
import { HABIT_WEEKS, RECENT_HOURS, silentHours } from '../watch/habit.js';

/** A stream, and whether what happened there in the last hour would be known; `undefined` where no shipper says so. */
export interface HeardStream extends LogSource {
  readonly isHeard: boolean | undefined;
}

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

/** Sessions by the hour of each connector of a stream, by the connector's key. */
type Counts = ReadonlyMap<string, readonly number[]>;

/**
 * What the connectors of a tenant did in the last day before `until`, and at the same time of the weeks before. Most times none of those that worked a
 * week ago is silent now: then the weeks before that are not read.
 */
export async function readConnectors(tables: Tables, sources: readonly HeardStream[], until: number): Promise<readonly WatchedConnector[]> {
  const read = (from: number, hours: number) => Promise.all(sources.map((source) => countsOf(tables, source, from, hours)));
  const weekBefore = (week: number) => read(until - week * WEEK - (RECENT_HOURS + 1) * HOUR, RECENT_HOURS + 2);
  const recent = await read(until - RECENT_HOURS * HOUR, RECENT_HOURS);
  const weeks = [await weekBefore(1)];
  if (connectorsIn(sources, recent, weeks).some(mayBeSilent))
    for (let week = 2; week <= HABIT_WEEKS; week += 1) weeks.push(await weekBefore(week));
  return connectorsIn(sources, recent, weeks);
}

function mayBeSilent({ recent, weeks, isHeard }: WatchedConnector): boolean {
  return isHeard && silentHours(recent) > 0 && weeks.flat().some((sessions) => sessions > 0);
}

/** The sessions of each connector in so many hours from one moment on. */
async function countsOf(tables: Tables, source: LogSource, from: number, hours: number): Promise<Counts> {
  const places = new Map(Array.from({ length: hours }, (_, index) => [hourOf(from + index * HOUR), index]));
  const counts = new Map<string, number[]>();
  for await (const { hour, connectors } of readActivity(tables, source, hourOf(from), hourOf(from + hours * HOUR))) {
    const place = places.get(hour);
    if (place === undefined) continue;
    for (const [key, counters] of Object.entries(connectors)) {
      const known = counts.get(key) ?? Array<number>(hours).fill(0);
      known[place] = sessionsIn(counters);
      counts.set(key, known);
    }
  }
  return counts;
}

function sessionsIn(counters: Counters): number {
  return Object.entries(counters).reduce((sum, [name, count]) => (name.startsWith('outcome:') ? sum + count : sum), 0);
}

/** The connectors of all streams: a send connector of several servers is one, since its mail may go out by any of them. */
function connectorsIn(
  sources: readonly HeardStream[],
  recent: readonly Counts[],
  weeks: readonly (readonly Counts[])[],
): readonly WatchedConnector[] {
  const known = new Map<string, WatchedConnector>();
  const alive = new Set(sources.filter((_, index) => hasLastHour(recent[index])).map(({ server }) => server));
  for (const [index, { server, stream, isHeard }] of sources.entries()) {
    const keys = new Set([recent, ...weeks].flatMap((counts) => [...(counts[index]?.keys() ?? [])]));
    for (const key of keys) {
      const { connector, direction } = connectorIn(key);
      const one: WatchedConnector = {
        server: direction === 'send' ? null : server,
        ...{ stream, connector, direction },
        isHeard: isHeard ?? alive.has(server),
        recent: hoursOf(recent[index], key, RECENT_HOURS),
        weeks: weeks.map((counts) => hoursOf(counts[index], key, RECENT_HOURS + 2)),
      };
      const name = JSON.stringify([one.server, stream, key]);
      const other = known.get(name);
      known.set(name, other === undefined ? one : together(one, other));
    }
  }
  return [...known.values()];
}

/** Where nobody says that a server ships, what it did in the last hour says so. */
function hasLastHour(counts: Counts | undefined): boolean {
  return [...(counts?.values() ?? [])].some((hours) => (hours.at(-1) ?? 0) > 0);
}

function hoursOf(counts: Counts | undefined, key: string, hours: number): readonly number[] {
  return counts?.get(key) ?? Array<number>(hours).fill(0);
}

function together(a: WatchedConnector, b: WatchedConnector): WatchedConnector {
  const sum = (one: readonly number[], other: readonly number[] = []) => one.map((count, hour) => count + (other[hour] ?? 0));
  return {
    ...a,
    isHeard: a.isHeard && b.isHeard,
    recent: sum(a.recent, b.recent),
    weeks: a.weeks.map((week, index) => sum(week, b.weeks[index])),
  };
}
