import type { Direction } from '../log/record.js';
import { bucketOf, type Durations } from './durations.js';
import { hourOf } from './hourly-activity.js';
import { isFailed, type Outcome } from './outcome.js';

/** What a connector did: counts that can be added in any order. */
export interface ConnectorActivity {
  readonly connector: string;
  readonly direction: Direction;
  readonly sessions: number;
  readonly outcomes: Partial<Record<Outcome, number>>;
  /** Sessions by TLS version; those without TLS are not counted here. */
  readonly tlsVersions: Readonly<Record<string, number>>;
  readonly durations: Durations;
  /** By the hour in which the sessions began, as {@link hourOf} names it. */
  readonly hours: Readonly<Record<string, HourOfConnector>>;
}

export interface HourOfConnector {
  readonly sessions: number;
  readonly failed: number;
}

/** One session, as far as activity is concerned. */
export interface ActiveSession {
  readonly connector: string;
  readonly direction: Direction;
  readonly outcome: Outcome;
  readonly tlsVersion: string | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly startedAt: number;
  /** Milliseconds from the first row to the last. */
  readonly duration: number;
}

type Counts = Record<string, number>;
type Counting = Pick<ConnectorActivity, 'connector' | 'direction'> & {
  sessions: number;
  outcomes: Counts;
  tlsVersions: Counts;
  durations: Record<number, number>;
  hours: Record<string, CountingHour>;
};
type CountingHour = { -readonly [Count in keyof HourOfConnector]: HourOfConnector[Count] };

const HOUR = 3_600_000;

/** Adds up the activity of all connectors. */
export class ActivityTally {
  readonly #connectors: Readonly<Record<Direction, Map<string, Counting>>> = { send: new Map(), receive: new Map() };
  /** The hour that was asked for last, and its name: sessions of one hour come in thousands. */
  #hour = NaN;
  #hourName = '';

  /** Counts one session. */
  add({ connector, direction, outcome, tlsVersion, startedAt, duration }: ActiveSession): void {
    const counting = this.#of(connector, direction);
    counting.sessions += 1;
    increase(counting.outcomes, outcome, 1);
    if (tlsVersion !== undefined) increase(counting.tlsVersions, tlsVersion, 1);
    const bucket = bucketOf(duration);
    counting.durations[bucket] = (counting.durations[bucket] ?? 0) + 1;
    const hour = (counting.hours[this.#nameOfHour(startedAt)] ??= { sessions: 0, failed: 0 });
    hour.sessions += 1;
    if (isFailed(outcome)) hour.failed += 1;
  }

  /** Adds what another tally counted. */
  addAll(activities: readonly ConnectorActivity[]): void {
    for (const { connector, direction, sessions, outcomes, tlsVersions, durations, hours } of activities) {
      const counting = this.#of(connector, direction);
      counting.sessions += sessions;
      for (const [outcome, count] of Object.entries(outcomes)) increase(counting.outcomes, outcome, count);
      for (const [version, count] of Object.entries(tlsVersions)) increase(counting.tlsVersions, version, count);
      for (const [bucket, count] of Object.entries(durations)) increase(counting.durations, bucket, count);
      for (const [name, { sessions: inHour, failed }] of Object.entries(hours)) {
        const hour = (counting.hours[name] ??= { sessions: 0, failed: 0 });
        hour.sessions += inHour;
        hour.failed += failed;
      }
    }
  }

  /** The connectors, the busiest first. */
  connectors(): readonly ConnectorActivity[] {
    const { send, receive } = this.#connectors;
    return [...send.values(), ...receive.values()].sort((a, b) => b.sessions - a.sessions || (a.connector < b.connector ? -1 : 1));
  }

  #of(connector: string, direction: Direction): Counting {
    const connectors = this.#connectors[direction];
    let counting = connectors.get(connector);
    if (counting === undefined) {
      counting = { connector, direction, sessions: 0, outcomes: {}, tlsVersions: {}, durations: {}, hours: {} };
      connectors.set(connector, counting);
    }
    return counting;
  }

  #nameOfHour(time: number): string {
    const hour = Math.floor(time / HOUR);
    if (hour !== this.#hour) {
      this.#hour = hour;
      this.#hourName = hourOf(time);
    }
    return this.#hourName;
  }
}

function increase(counts: Counts, name: string, by: number): void {
  counts[name] = (counts[name] ?? 0) + by;
}
