import { observationId, type Observation } from '../diagnosis/observation.js';
import { SEVERITIES } from '../diagnosis/rule.js';

/** An observation from the first time that it was made. Times are ISO 8601, UTC. */
export interface LastingObservation {
  readonly id: string;
  readonly observation: Observation;
  readonly openedAt: string;
  /** `null` while it holds. */
  readonly endedAt: string | null;
  /** The last time that it came back; `null` when it never did. */
  readonly reopenedAt: string | null;
}

/** The observations of some watches that hold, by id. */
export type Holding = ReadonlyMap<string, Observation>;

/** What somebody may want to be told of; `raised`: it has become worse, or its date has come within a nearer notice. */
export type ObservationChange = 'opened' | 'ended' | 'reopened' | 'raised';

/** What becomes of an observation; `change` is `undefined` when only its words differ. */
export interface Step {
  readonly next: LastingObservation;
  readonly change: ObservationChange | undefined;
}

/**
 * What becomes of an observation that was known, was made now, or both; `undefined` when nothing does. Ended ones are kept: whoever asks in a
 * month what was wrong gets an answer, and one that comes back is known.
 */
export function nextStep(known: LastingObservation | undefined, seen: Observation | undefined, now: string): Step | undefined {
  if (seen === undefined) {
    return known === undefined || known.endedAt !== null ? undefined : { next: { ...known, endedAt: now }, change: 'ended' };
  }
  if (known === undefined) {
    return { next: { id: observationId(seen), observation: seen, openedAt: now, endedAt: null, reopenedAt: null }, change: 'opened' };
  }
  if (known.endedAt !== null) {
    return { next: { ...known, observation: seen, endedAt: null, reopenedAt: now }, change: 'reopened' };
  }
  // A newer export says the same of a later day; it holds since the first that said so.
  const observation = { ...seen, since: seen.since < known.observation.since ? seen.since : known.observation.since };
  if (JSON.stringify(observation) === JSON.stringify(known.observation)) return undefined;
  return { next: { ...known, observation }, change: isWorse(observation, known.observation) ? 'raised' : undefined };
}

function isWorse(now: Observation, before: Observation): boolean {
  const isGraver = SEVERITIES.indexOf(now.severity) < SEVERITIES.indexOf(before.severity);
  return isGraver || (now.deadline?.withinDays ?? Infinity) < (before.deadline?.withinDays ?? Infinity);
}

/** Those that hold first, then the worst, then the latest; the id makes equal inputs give equal lists. */
export function openWorstFirst(a: LastingObservation, b: LastingObservation): number {
  return (
    Number(a.endedAt !== null) - Number(b.endedAt !== null) ||
    SEVERITIES.indexOf(a.observation.severity) - SEVERITIES.indexOf(b.observation.severity) ||
    compare(b.observation.since, a.observation.since) ||
    compare(a.id, b.id)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
