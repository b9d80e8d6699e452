import { lastedUngreeted } from './facts/before-greeting.js';
import { isDelivered } from './facts/message.js';
import { missedTls } from './facts/missed-tls.js';
import { isPermanent, isTransient } from './facts/reply.js';
import type { SessionFacts } from './facts/session-facts.js';

/** What became of a session. */
export const OUTCOMES = [
  'delivered',
  'rejected',
  'deferred',
  'connect-failed',
  'tls-failed',
  'auth-failed',
  'dropped',
  'idle',
  'open',
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** Counts in the order of {@link OUTCOMES}, whichever came first. */
export function inOrderOfOutcomes(counts: readonly (readonly [Outcome, number])[]): Partial<Record<Outcome, number>> {
  return Object.fromEntries(counts.toSorted(([one], [other]) => OUTCOMES.indexOf(one) - OUTCOMES.indexOf(other)));
}

/** Those in which mail, or the way to it, failed. An idle or an unfinished session is neither. */
export const FAILED_OUTCOMES = [
  'rejected',
  'deferred',
  'connect-failed',
  'tls-failed',
  'auth-failed',
  'dropped',
] as const satisfies readonly Outcome[];

const FAILED: ReadonlySet<Outcome> = new Set(FAILED_OUTCOMES);

export function isFailed(outcome: Outcome): boolean {
  return FAILED.has(outcome);
}

/** How many sessions failed, of the counts by outcome. */
export function failedSessions(outcomes: Partial<Record<Outcome, number>>): number {
  return FAILED_OUTCOMES.reduce((sum, outcome) => sum + (outcomes[outcome] ?? 0), 0);
}

/**
 * The outcome of a session. Who closed the connection does not decide it: a failed handshake ends with `Local`, a good delivery may end with
 * `Remote(ConnectionReset)`. What decides is the reply to the message.
 */
export function outcomeOf(facts: SessionFacts): Outcome {
  if (facts.messages.some(isDelivered)) return 'delivered';
  if (facts.connectFailure !== undefined) return 'connect-failed';
  if (facts.tls?.outcome === 'failed') return 'tls-failed';
  const { refusals } = facts;
  // A client may log on again after a failure, so only a session without mail is judged by it.
  if (facts.authentications.at(-1)?.outcome === 'failed' && facts.messages.length === 0) return 'auth-failed';
  if (refusals.some(isPermanent)) return 'rejected';
  if (refusals.some(isTransient)) return 'deferred';
  if (facts.closing === undefined) return 'open';
  if (lastedUngreeted(facts) !== undefined) return 'dropped';
  if (missedTls(facts) !== undefined) return 'tls-failed';
  if (facts.complaint !== undefined && facts.messages.length === 0) return 'dropped';
  // A client that names sender and recipient and takes its leave only wanted to know whether they would be taken.
  const tookLeave = facts.commands.some(({ verb }) => verb === 'QUIT');
  const startedSomething =
    (facts.messages.length > 0 && !tookLeave) || facts.commands.some(({ verb, reply }) => verb === 'STARTTLS' && reply === undefined);
  return startedSomething ? 'dropped' : 'idle';
}
