import type { Direction } from '../log/record.js';
import { bucketOf, type Durations } from './durations.js';
import { type Outcome } from './outcome.js';

/** What a connector did: counts that can be added in any order. */
export interface ConnectorActivity {
  readonly connector: string;
  readonly direction: Direction;
  readonly sessions: number;
  readonly outcomes: Partial<Record<Outcome, number>>;
  /** Sessions by TLS version; those without TLS are not counted here. */
  readonly tlsVersions: Readonly<Record<string, number>>;
  readonly durations: Durations;
}

/** One session, as far as activity is concerned. */
export interface ActiveSession {
  readonly connector: string;
  readonly direction: Direction;
  readonly outcome: Outcome;
  readonly tlsVersion: string | undefined;
  /** Milliseconds from the first row to the last. */
  readonly duration: number;
}

type Counts = Record<string, number>;
type Counting = Omit<ConnectorActivity, 'sessions' | 'outcomes' | 'tlsVersions' | 'durations'> & {
  sessions: number;
  outcomes: Counts;
  tlsVersions: Counts;
  durations: Record<number, number>;
};

/** Adds up the activity of all connectors. */
export class ActivityTally {
  readonly #connectors: Readonly<Record<Direction, Map<string, Counting>>> = { send: new Map(), receive: new Map() };

  /** Counts one session. */
  add({ connector, direction, outcome, tlsVersion, duration }: ActiveSession): void {
    const counting = this.#of(connector, direction);
    counting.sessions += 1;
    increase(counting.outcomes, outcome, 1);
    if (tlsVersion !== undefined) increase(counting.tlsVersions, tlsVersion, 1);
    const bucket = bucketOf(duration);
    counting.durations[bucket] = (counting.durations[bucket] ?? 0) + 1;
  }

  /** Adds what another tally counted. */
  addAll(activities: readonly ConnectorActivity[]): void {
    for (const { connector, direction, sessions, outcomes, tlsVersions, durations } of activities) {
      const counting = this.#of(connector, direction);
      counting.sessions += sessions;
      for (const [outcome, count] of Object.entries(outcomes)) increase(counting.outcomes, outcome, count);
      for (const [version, count] of Object.entries(tlsVersions)) increase(counting.tlsVersions, version, count);
      for (const [bucket, count] of Object.entries(durations)) increase(counting.durations, bucket, count);
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
      counting = { connector, direction, sessions: 0, outcomes: {}, tlsVersions: {}, durations: {} };
      connectors.set(connector, counting);
    }
    return counting;
  }
}

function increase(counts: Counts, name: string, by: number): void {
  counts[name] = (counts[name] ?? 0) + by;
}
