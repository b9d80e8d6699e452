import type { Change } from '../../correlation/changes/change.js';
import { whatChanged } from '../../correlation/changes/what-changed.js';
import { factsOf, type SessionFacts } from '../../diagnosis/facts/session-facts.js';
import type { LogSession } from '../../log/record.js';
import { citeHealthy, type HealthySession } from '../../diagnosis/healthy-session.js';
import { healthyBefore, pair, type SessionLines } from './healthy-sessions.js';

/** How a finding began: the first session that failed so, beside the last before it that was delivered. */
export interface Beginning {
  /** When the first session failed. ISO 8601, UTC. */
  readonly at: string;
  readonly lastHealthy: HealthySession;
  /** What differs between the two, the most telling first. */
  readonly changes: readonly Change[];
}

/** The first session of a finding in a segment, and the last healthy one before it there. Plain data: it crosses threads. */
export interface FirstFailure {
  readonly at: string;
  readonly session: LogSession;
  readonly healthy: SessionLines;
}

/** Notes a failure if it is the first of its finding. `healthy` is asked only then. */
export function noteFailure(
  failures: Map<string, FirstFailure>,
  finding: string,
  at: string,
  session: LogSession,
  healthy: Pick<SessionLines, 'get'>,
): void {
  const first = failures.get(finding);
  if (first !== undefined && first.at <= at) return;
  const last = healthyBefore(healthy, factsOf(session));
  failures.set(finding, { at, session, healthy: last === undefined ? NONE : onlyOf(healthy, last) });
}

const NONE: SessionLines = new Map();

/** What of the healthy sessions is worth keeping: the one that stands before the failure. */
function onlyOf(healthy: Pick<SessionLines, 'get'>, { connector, remote }: SessionFacts): SessionLines {
  const key = pair(connector, remote);
  const lines = healthy.get(key);
  return lines === undefined ? NONE : new Map([[key, lines]]);
}

/** What a segment knows about how findings began. */
export interface SegmentBeginnings {
  readonly failures: ReadonlyMap<string, FirstFailure>;
  /** The last healthy sessions at the segment's end. */
  readonly healthy: SessionLines;
}

/**
 * How each finding began, over the segments of a log in their order: a segment that begins amid an outage has the last healthy session in one
 * before it. A finding of which no healthy session is known has no beginning.
 */
export function beginningsOf(segments: readonly SegmentBeginnings[]): ReadonlyMap<string, Beginning> {
  const beginnings = new Map<string, Beginning>();
  const firsts = new Map<string, { readonly failure: FirstFailure; readonly segment: number }>();
  for (const [segment, { failures }] of segments.entries()) {
    for (const [finding, failure] of failures) {
      const known = firsts.get(finding);
      if (known === undefined || failure.at < known.failure.at) firsts.set(finding, { failure, segment });
    }
  }
  for (const [finding, { failure, segment }] of firsts) {
    const failed = factsOf(failure.session);
    const before = [...segments.slice(0, segment).map(({ healthy }) => healthy), failure.healthy];
    let healthy: SessionFacts | undefined;
    for (const sessions of before.toReversed()) healthy ??= healthyBefore(sessions, failed);
    if (healthy === undefined) continue;
    beginnings.set(finding, {
      at: failure.at,
      lastHealthy: citeHealthy(healthy, healthy.endedAt),
      changes: whatChanged(healthy, failed),
    });
  }
  return beginnings;
}
