import { handlingAfterReopening, type Handling } from '../diagnosis/finding-state.js';
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
  readonly handling: ObservationHandling | null;
}

/** What a person did about an observation. Nobody says that it is mended: the watch sees that by itself. */
export type ObservationHandling = Exclude<Handling, { kind: 'resolved' }>;

export const HOLDING_STATES = ['open', 'acknowledged', 'muted'] as const;
export const OBSERVATION_STATES = [...HOLDING_STATES, 'ended'] as const;
export type ObservationState = (typeof OBSERVATION_STATES)[number];

/** Where an observation stands. */
export function observationState({ endedAt, handling }: LastingObservation, now: Date): ObservationState {
  return endedAt === null ? holdingState(handling, now) : 'ended';
}

/** Where one stands that holds. */
export function holdingState(handling: ObservationHandling | null, now: Date): (typeof HOLDING_STATES)[number] {
  if (handling?.kind === 'muted') return Date.parse(handling.until) > now.getTime() ? 'muted' : 'open';
  return handling === null ? 'open' : 'acknowledged';
}

/** When it began, ended or came back last: ISO 8601, UTC. */
export function changedAt({ openedAt, endedAt, reopenedAt }: LastingObservation): string {
  return endedAt ?? reopenedAt ?? openedAt;
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
    return {
      next: { id: observationId(seen), observation: seen, openedAt: now, endedAt: null, reopenedAt: null, handling: null },
      change: 'opened',
    };
  }
  if (known.endedAt !== null) {
    const handling = handlingAfterReopening(known.handling);
    return { next: { ...known, observation: seen, endedAt: null, reopenedAt: now, handling }, change: 'reopened' };
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
