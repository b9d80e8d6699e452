import type { Direction } from '../log/record.js';
import { Counters } from './counters.js';
import { bucketOf, type Durations } from './durations.js';
import { hourOf } from './hourly-activity.js';
import { inOrderOfOutcomes, isFailed, type Outcome } from './outcome.js';

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

const HOUR = 3_600_000;

/** Adds up the activity of all connectors. */
export class ActivityTally {
  readonly #connectors: Readonly<Record<Direction, Map<string, ActivityOfConnector>>> = { send: new Map(), receive: new Map() };

  /** Counts one session. */
  add(session: ActiveSession): void {
    this.#of(session).add(session);
  }

  /** Adds what another tally counted. */
  addAll(activities: readonly ConnectorActivity[]): void {
    for (const activity of activities) this.#of(activity).addAll(activity);
  }

  /** The connectors, the busiest first. */
  connectors(): readonly ConnectorActivity[] {
    const { send, receive } = this.#connectors;
    return [...send.values(), ...receive.values()]
      .map((connector) => connector.activity())
      .sort((a, b) => b.sessions - a.sessions || (a.connector < b.connector ? -1 : 1));
  }

  #of({ connector, direction }: Pick<ConnectorActivity, 'connector' | 'direction'>): ActivityOfConnector {
    const connectors = this.#connectors[direction];
    let activity = connectors.get(connector);
    if (activity === undefined) {
      activity = new ActivityOfConnector(connector, direction);
      connectors.set(connector, activity);
    }
    return activity;
  }
}

class ActivityOfConnector {
  #sessions = 0;
  readonly #outcomes = new Counters<Outcome>();
  readonly #tlsVersions = new Counters<string>();
  readonly #durations: Record<number, number> = {};
  readonly #hours = new Map<string, CountingHour>();
  /** The hour that was counted in last: sessions of one hour come in thousands. */
  #latestHour = NaN;
  #latest: CountingHour = { sessions: 0, failed: 0 };

  constructor(
    private readonly connector: string,
    private readonly direction: Direction,
  ) {}

  add({ outcome, tlsVersion, startedAt, duration }: ActiveSession): void {
    this.#sessions += 1;
    this.#outcomes.add(outcome, 1);
    if (tlsVersion !== undefined) this.#tlsVersions.add(tlsVersion, 1);
    this.#addDurations(bucketOf(duration), 1);
    const hour = this.#hourAt(startedAt);
    hour.sessions += 1;
    if (isFailed(outcome)) hour.failed += 1;
  }

  addAll({ sessions, outcomes, tlsVersions, durations, hours }: ConnectorActivity): void {
    this.#sessions += sessions;
    this.#outcomes.addAll(outcomes);
    this.#tlsVersions.addAll(tlsVersions);
    for (const [bucket, count] of Object.entries(durations)) this.#addDurations(Number(bucket), count);
    for (const [name, { sessions: inHour, failed }] of Object.entries(hours)) {
      const hour = this.#hourCalled(name);
      hour.sessions += inHour;
      hour.failed += failed;
    }
  }

  /** What was counted, in an order that does not depend on which session came first. */
  activity(): ConnectorActivity {
    return {
      connector: this.connector,
      direction: this.direction,
      sessions: this.#sessions,
      outcomes: inOrderOfOutcomes(this.#outcomes.entries()),
      tlsVersions: inOrderOfNames(this.#tlsVersions.entries()),
      durations: { ...this.#durations },
      hours: inOrderOfNames([...this.#hours].map(([name, hour]) => [name, { ...hour }])),
    };
  }

  #addDurations(bucket: number, count: number): void {
    this.#durations[bucket] = (this.#durations[bucket] ?? 0) + count;
  }

  #hourAt(time: number): CountingHour {
    const hour = Math.floor(time / HOUR);
    if (hour !== this.#latestHour) {
      this.#latestHour = hour;
      this.#latest = this.#hourCalled(hourOf(time));
    }
    return this.#latest;
  }

  #hourCalled(name: string): CountingHour {
    let hour = this.#hours.get(name);
    if (hour === undefined) {
      hour = { sessions: 0, failed: 0 };
      this.#hours.set(name, hour);
    }
    return hour;
  }
}

type CountingHour = { -readonly [Count in keyof HourOfConnector]: HourOfConnector[Count] };

function inOrderOfNames<T>(named: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries(named.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
