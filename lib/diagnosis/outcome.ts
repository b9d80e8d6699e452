import { isDelivered } from './facts/message.js';
import { isPermanent, isTransient, type Reply } from './facts/reply.js';
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

/**
 * The outcome of a session. Who closed the connection does not decide it: a failed handshake ends with `Local`, a good delivery may end with
 * `Remote(ConnectionReset)`. What decides is the reply to the message.
 */
export function outcomeOf(facts: SessionFacts): Outcome {
  if (facts.messages.some(isDelivered)) return 'delivered';
  if (facts.connectFailure !== undefined) return 'connect-failed';
  if (facts.tls?.outcome === 'failed') return 'tls-failed';
  const refusals = refusalsOf(facts);
  // A client may log on again after a failure, so only a session without mail is judged by it.
  if (facts.authentications.at(-1)?.outcome === 'failed' && facts.messages.length === 0) return 'auth-failed';
  if (refusals.some(isPermanent)) return 'rejected';
  if (refusals.some(isTransient)) return 'deferred';
  if (facts.closing === undefined) return 'open';
  const startedSomething =
    facts.messages.length > 0 || facts.commands.some(({ verb, reply }) => verb === 'STARTTLS' && reply === undefined);
  return startedSomething ? 'dropped' : 'idle';
}

const MAIL_VERBS: ReadonlySet<string> = new Set(['MAIL', 'RCPT', 'DATA', 'BDAT']);

/**
 * Replies that refuse mail: to the mail commands, to the connection itself (`554` or `421` instead of a greeting), and those whose command
 * stands before the excerpt. A refused HELP or VRFY is none, and neither is one refused recipient of a message that went to the others.
 */
export function refusalsOf(facts: SessionFacts): readonly Reply[] {
  const answeredElsewhere = new Set(facts.commands.filter(({ verb }) => !MAIL_VERBS.has(verb)).map(({ reply }) => reply));
  const partial = new Set(facts.messages.filter(isDelivered).flatMap(({ recipients }) => recipients.map(({ reply }) => reply)));
  return facts.replies.filter(
    (reply) => (isPermanent(reply) || isTransient(reply)) && !answeredElsewhere.has(reply) && !partial.has(reply),
  );
}
