import type { Direction } from '../log/record.js';
import { bucketOf } from './durations.js';
import type { MailCounts } from './mail-counts.js';
import type { Outcome } from './outcome.js';

/** Counts by name. All of them can be added and subtracted, so what a part said can be taken back exactly. */
export type Counters = Readonly<Record<string, number>>;

/** The healthy sessions of one connector with one remote host in one hour: the proof that mail flows. */
export interface HealthySessions {
  readonly sessions: number;
  /** When the first of them began, and the last: milliseconds since 1970, UTC. */
  readonly first: number;
  readonly last: number;
  /** The session-id of the last, and where its records lie. */
  readonly lastSession: string;
  readonly lastIn: string;
}

/** What the sessions of one server's stream did in one hour. Adding needs no order. */
export interface HourOfActivity {
  /** By {@link connectorKey}. */
  readonly connectors: Readonly<Record<string, Counters>>;
  /** By {@link healthyKey}; `null` when there were more hosts than an hour can hold ({@link MAX_HOSTS}). */
  readonly healthy: Readonly<Record<string, HealthySessions>> | null;
}

/** One session, as far as activity is concerned. */
export interface CountedSession {
  readonly connector: string;
  readonly direction: Direction;
  readonly sessionId: string;
  /** Milliseconds since 1970, UTC. */
  readonly startedAt: number;
  readonly duration: number;
  readonly outcome: Outcome;
  readonly tlsVersion: string | undefined;
  /** The rule that named its failure. */
  readonly rule: string | undefined;
  readonly mail: MailCounts;
  /** The other side, as `remoteHost` tells hosts apart. */
  readonly host: string;
}

/** Hosts that an hour tells apart. A server that faces the internet meets some thousands; more would not fit into a table's row. */
export const MAX_HOSTS = 5_000;

export const NO_ACTIVITY: HourOfActivity = { connectors: {}, healthy: {} };

/** The hour in which a session counts, that of its start: `2026-11-24T05`. */
export function hourOf(time: number): string {
  return new Date(time).toISOString().slice(0, 'yyyy-mm-ddThh'.length);
}

/** A connector within its stream. One name may stand for both directions. */
export function connectorKey({ connector, direction }: Pick<CountedSession, 'connector' | 'direction'>): string {
  return `${direction} ${connector}`;
}

/** Sessions that one session's failure can be held against: with TLS or without are two different things. */
export function healthyKey({ connector, host }: Pick<CountedSession, 'connector' | 'host'>, overTls: boolean): string {
  return `${overTls ? 'tls' : 'plain'}\n${connector}\n${host}`;
}

/** The direction and the name in a {@link connectorKey}. */
export function connectorIn(connectorKey: string): Pick<CountedSession, 'connector' | 'direction'> {
  const space = connectorKey.indexOf(' ');
  return { direction: connectorKey.slice(0, space) as Direction, connector: connectorKey.slice(space + 1) };
}

/** The healthy sessions of a connector by remote host, with TLS and without together, the busiest first. */
export function healthyHosts(
  healthy: HourOfActivity['healthy'],
  connector: string,
): readonly { readonly host: string; readonly sessions: number; readonly last: number }[] {
  const hosts = new Map<string, { host: string; sessions: number; last: number }>();
  for (const [key, { sessions, last }] of Object.entries(healthy ?? {})) {
    const [, named, host = ''] = key.split('\n');
    if (named !== connector) continue;
    const known = hosts.get(host);
    hosts.set(host, { host, sessions: sessions + (known?.sessions ?? 0), last: Math.max(last, known?.last ?? last) });
  }
  return [...hosts.values()].sort((a, b) => b.sessions - a.sessions || (a.host < b.host ? -1 : 1));
}

/** The activity of a single session. `heldIn` says where its records lie. */
export function activityOf(session: CountedSession, heldIn: string): HourOfActivity {
  const { outcome, tlsVersion, rule, duration, mail, startedAt, sessionId } = session;
  const counters: Record<string, number> = { [`outcome:${outcome}`]: 1, [`duration:${bucketOf(duration)}`]: 1 };
  if (tlsVersion !== undefined) counters[`tls:${tlsVersion}`] = 1;
  if (rule !== undefined) counters[`rule:${rule}`] = 1;
  for (const name of ['messages', 'recipients', 'bytes'] as const) if (mail[name] > 0) counters[name] = mail[name];
  return {
    connectors: { [connectorKey(session)]: counters },
    healthy:
      outcome === 'delivered'
        ? {
            [healthyKey(session, tlsVersion !== undefined)]: {
              sessions: 1,
              first: startedAt,
              last: startedAt,
              lastSession: sessionId,
              lastIn: heldIn,
            },
          }
        : {},
  };
}

/** The activity of both. */
export function addActivity(a: HourOfActivity, b: HourOfActivity): HourOfActivity {
  const sum = new HourTally();
  sum.add(a);
  sum.add(b);
  return sum.total();
}

/** Adds up the activity of many sessions in place: a chunk has hundreds. */
export class HourTally {
  readonly #connectors: Record<string, Record<string, number>> = {};
  #healthy: Record<string, HealthySessions> | null = {};
  #hosts = 0;

  add({ connectors, healthy }: HourOfActivity): void {
    for (const [key, counters] of Object.entries(connectors)) {
      const sum = (this.#connectors[key] ??= {});
      for (const [name, count] of Object.entries(counters)) sum[name] = (sum[name] ?? 0) + count;
    }
    if (healthy === null || this.#healthy === null) {
      this.#healthy = null;
      return;
    }
    for (const [key, sessions] of Object.entries(healthy)) {
      const known = this.#healthy[key];
      if (known === undefined) this.#hosts += 1;
      this.#healthy[key] = known === undefined ? sessions : addHealthy(known, sessions);
    }
    if (this.#hosts > MAX_HOSTS) this.#healthy = null;
  }

  total(): HourOfActivity {
    return { connectors: this.#connectors, healthy: this.#healthy };
  }
}

function addHealthy(a: HealthySessions, b: HealthySessions): HealthySessions {
  const latest = isLater(b, a) ? b : a;
  return {
    sessions: a.sessions + b.sessions,
    first: Math.min(a.first, b.first),
    last: latest.last,
    lastSession: latest.lastSession,
    lastIn: latest.lastIn,
  };
}

/** Of two sessions that began in the same millisecond any may be the last, as long as it is always the same one. */
function isLater(one: HealthySessions, other: HealthySessions): boolean {
  const [a, b] = [one, other].map(({ lastSession, lastIn }) => `${lastSession} ${lastIn}`);
  return one.last !== other.last ? one.last > other.last : (a ?? '') > (b ?? '');
}

/**
 * An hour without one of its parts; `undefined` when the two alone don't tell, because the part has the first or the last healthy session.
 * Whoever asks must add up the parts that stay.
 */
export function withoutActivity(sum: HourOfActivity, part: HourOfActivity): HourOfActivity | undefined {
  const connectors = Object.entries(sum.connectors).flatMap(([key, counters]) => {
    const left = withoutCounters(counters, part.connectors[key] ?? {});
    return Object.keys(left).length === 0 ? [] : [[key, left] as const];
  });
  const healthy = withoutHealthy(sum.healthy, part.healthy);
  return healthy === undefined ? undefined : { connectors: Object.fromEntries(connectors), healthy };
}

function withoutCounters(sum: Counters, part: Counters): Counters {
  const left = Object.entries(sum).map(([name, count]) => [name, count - (part[name] ?? 0)] as const);
  return Object.fromEntries(left.filter(([, count]) => count !== 0));
}

function withoutHealthy(sum: HourOfActivity['healthy'], part: HourOfActivity['healthy']): Record<string, HealthySessions> | undefined {
  if (sum === null || part === null) return undefined;
  const left = { ...sum };
  for (const [key, gone] of Object.entries(part)) {
    const known = left[key];
    if (known === undefined || known.sessions < gone.sessions) return undefined;
    if (known.sessions === gone.sessions) Reflect.deleteProperty(left, key);
    else if (gone.first === known.first || gone.last === known.last) return undefined;
    else left[key] = { ...known, sessions: known.sessions - gone.sessions };
  }
  return left;
}

/** Nothing happened in this hour. */
export function isIdleHour({ connectors }: HourOfActivity): boolean {
  return Object.keys(connectors).length === 0;
}
