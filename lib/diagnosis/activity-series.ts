import { percentile, type Durations } from './durations.js';
import { connectorIn, type Counters } from './hourly-activity.js';
import { OUTCOMES, type Outcome } from './outcome.js';

/** What one stream of a server did in an hour, by connector. */
export interface ActivityRow {
  /** `2026-11-24T05` */
  readonly hour: string;
  readonly server: string;
  readonly stream: string;
  /** By direction and name: `send Outbound to Office 365`. */
  readonly connectors: Readonly<Record<string, Counters>>;
}

export const ACTIVITY_SPANS = ['hour', 'day'] as const;
export type ActivitySpan = (typeof ACTIVITY_SPANS)[number];

/** By what sessions are told apart. */
export const ACTIVITY_GROUPS = ['none', 'server', 'connector', 'outcome', 'rule', 'tls'] as const;
export type ActivityGroup = (typeof ACTIVITY_GROUPS)[number];

/** What happened in one span of time, or in one group of it. */
export interface ActivityPoint {
  /** When the span begins: ISO 8601, UTC. */
  readonly start: string;
  /** A server, a connector, an outcome, a rule, a version of TLS; `null` for all together. */
  readonly group: string | null;
  readonly sessions: number;
  /** Of them, those with a failure that has a finding. */
  readonly failed: number | null;
  readonly outcomes: Partial<Record<Outcome, number>> | null;
  readonly messages: number | null;
  readonly recipients: number | null;
  readonly bytes: number | null;
  readonly p50Milliseconds: number | null;
  readonly p95Milliseconds: number | null;
}

/** When the span that an hour lies in begins. */
export function spanStart(hour: string, span: ActivitySpan): string {
  return span === 'hour' ? `${hour}:00:00.000Z` : `${hour.slice(0, 'yyyy-mm-dd'.length)}T00:00:00.000Z`;
}

/** Adds up rows of activity into points, by time and then by group. Adding needs no order. */
export class ActivitySeries {
  readonly #points = new Map<string, { readonly start: string; readonly group: string | null; readonly sum: Record<string, number> }>();

  constructor(
    private readonly span: ActivitySpan,
    private readonly group: ActivityGroup,
  ) {}

  add({ hour, server, connectors }: ActivityRow): void {
    const start = spanStart(hour, this.span);
    for (const [connector, counters] of Object.entries(connectors)) {
      const names = { none: null, server, connector: connectorIn(connector).connector };
      const { group } = this;
      if (group === 'outcome' || group === 'rule' || group === 'tls') this.#addParts(start, group, counters);
      else addCounters(this.#sumOf(start, names[group]), counters);
    }
  }

  points(): readonly ActivityPoint[] {
    return [...this.#points]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { start, group, sum }]) =>
        this.group === 'outcome' || this.group === 'rule' || this.group === 'tls'
          ? { ...NOTHING_ELSE, start, group, sessions: sum.sessions ?? 0 }
          : { start, group, ...totalsOf(sum), ...durationsOf(sum) },
      );
  }

  /** Of sessions told apart by what became of them only their number is known. */
  #addParts(start: string, group: string, counters: Counters): void {
    for (const [name, count] of Object.entries(counters)) {
      const [kind, ...words] = name.split(':');
      if (kind === group) addCounters(this.#sumOf(start, words.join(':')), { sessions: count });
    }
  }

  #sumOf(start: string, group: string | null): Record<string, number> {
    const key = `${start} ${group ?? ''}`;
    const known = this.#points.get(key) ?? { start, group, sum: {} };
    this.#points.set(key, known);
    return known.sum;
  }
}

export function addCounters(sum: Record<string, number>, counters: Counters): void {
  for (const [name, count] of Object.entries(counters)) sum[name] = (sum[name] ?? 0) + count;
}

const NOTHING_ELSE = {
  ...{ failed: null, outcomes: null, messages: null, recipients: null, bytes: null },
  ...{ p50Milliseconds: null, p95Milliseconds: null },
} as const;

/** Of counted sessions those of each version of TLS; sessions without TLS are in none. */
export function tlsVersionsOf(counters: Counters): Readonly<Record<string, number>> {
  const versions = Object.entries(counters).filter(([name]) => name.startsWith(TLS));
  return Object.fromEntries(versions.map(([name, count]) => [name.slice(TLS.length), count]));
}

const TLS = 'tls:';

/** Sessions and mail that were counted. */
export interface ActivityTotals {
  readonly sessions: number;
  readonly failed: number;
  readonly outcomes: Partial<Record<Outcome, number>>;
  readonly messages: number;
  readonly recipients: number;
  readonly bytes: number;
}

export function totalsOf(counters: Counters): ActivityTotals {
  const outcomes = OUTCOMES.map((outcome) => [outcome, counters[`outcome:${outcome}`] ?? 0] as const).filter(([, count]) => count > 0);
  return {
    sessions: outcomes.reduce((sum, [, count]) => sum + count, 0),
    failed: Object.entries(counters).reduce((sum, [name, count]) => (name.startsWith('rule:') ? sum + count : sum), 0),
    outcomes: Object.fromEntries(outcomes),
    messages: counters.messages ?? 0,
    recipients: counters.recipients ?? 0,
    bytes: counters.bytes ?? 0,
  };
}

/** How long the counted sessions took, within about 5 %; `null` when there were none. */
export function durationsOf(counters: Counters): Pick<ActivityPoint, 'p50Milliseconds' | 'p95Milliseconds'> {
  const buckets = Object.entries(counters).filter(([name]) => name.startsWith('duration:'));
  const durations: Durations = Object.fromEntries(buckets.map(([name, count]) => [name.slice('duration:'.length), count]));
  return { p50Milliseconds: percentile(durations, 0.5) ?? null, p95Milliseconds: percentile(durations, 0.95) ?? null };
}
