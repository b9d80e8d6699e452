import { isDelivered, type Recipient } from './facts/message.js';
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
  // A client that names sender and recipient and takes its leave only wanted to know whether they would be taken.
  const tookLeave = facts.commands.some(({ verb }) => verb === 'QUIT');
  const startedSomething =
    (facts.messages.length > 0 && !tookLeave) || facts.commands.some(({ verb, reply }) => verb === 'STARTTLS' && reply === undefined);
  return startedSomething ? 'dropped' : 'idle';
}

const MAIL_VERBS: ReadonlySet<string> = new Set(['MAIL', 'RCPT', 'DATA', 'BDAT']);

/**
 * Replies that refuse mail: to the mail commands, to the connection itself (`554` or `421` instead of a greeting), and those whose command
 * stands before the excerpt. A refused HELP or VRFY is none, and neither is one refused recipient of a message that went to the others, nor
 * the `452` by which a server asks for the remaining recipients in another message (RFC 5321, section 4.5.3.1.10).
 */
export function refusalsOf(facts: SessionFacts): readonly Reply[] {
  const answeredElsewhere = new Set(facts.commands.filter(({ verb }) => !MAIL_VERBS.has(verb)).map(({ reply }) => reply));
  const partial = new Set(facts.messages.filter(isDelivered).flatMap(({ recipients }) => recipients.map(({ reply }) => reply)));
  const continuations = new Set(facts.messages.flatMap(({ recipients }) => continuationsAmong(recipients)));
  return facts.replies.filter(
    (reply) =>
      (isPermanent(reply) || isTransient(reply)) && !answeredElsewhere.has(reply) && !partial.has(reply) && !continuations.has(reply),
  );
}

/** `452 4.5.3` behind a recipient that was taken. */
function continuationsAmong(recipients: readonly Recipient[]): readonly Reply[] {
  const taken = recipients.findIndex(({ reply }) => reply !== undefined && reply.code < 300);
  if (taken === -1) return [];
  return recipients.slice(taken + 1).flatMap(({ reply }) => (reply?.code === 452 && reply.status === '4.5.3' ? [reply] : []));
}
