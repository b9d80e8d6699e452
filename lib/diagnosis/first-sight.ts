import type { SessionFacts } from './facts/session-facts.js';
import { onwardFailureIn } from './onward-failure.js';
import type { FirstSight, Rule } from './rule.js';
import { isHandshakeFailed } from './rules/tls/handshake-failure.js';

function firstSightOf(session: SessionFacts): FirstSight {
  const { direction, replies, refusals, tls, connectFailure, talked, messages, authentications, tarpits } = session;
  return {
    sent: direction === 'send',
    received: direction === 'receive',
    errorReply: replies.some(({ code }) => code >= 400),
    refused: refusals.length > 0,
    tlsStands: tls?.outcome === 'succeeded',
    tlsFailed: tls?.error !== undefined,
    handshakeFailed: isHandshakeFailed(session),
    connectFailed: connectFailure !== undefined,
    talked,
    mail: messages.length > 0,
    logon: authentications.length > 0 || refusals.length > 0,
    tarpit: tarpits.length > 0,
  };
}

/** One number for each combination: a session's sight always names the same things in the same order. */
function bitsOf(sight: FirstSight): number {
  let bits = 0;
  for (const shown in sight) bits = bits * 2 + Number(sight[shown as keyof FirstSight]);
  return bits;
}

/** For each catalogue the rules that are worth asking, by what a session shows: sessions are many, and what they show at first sight is always the same. */
const worthAsking = new WeakMap<readonly Rule[], Map<number, readonly Rule[]>>();

/**
 * The rules that may have something to say about a session, in their order. To ask all hundred costs several times what it takes to read a session,
 * and most need something that it does not show.
 */
export function rulesWorthAsking(session: SessionFacts, rules: readonly Rule[]): readonly Rule[] {
  // What the Front End passes on may be the failure of any rule.
  if (onwardFailureIn(session) !== undefined) return rules;
  const sight = firstSightOf(session);
  const shown = bitsOf(sight);
  const known = worthAsking.get(rules)?.get(shown);
  if (known !== undefined) return known;
  const worth = rules.filter(({ needs }) => needs?.(sight) ?? true);
  worthAsking.set(rules, (worthAsking.get(rules) ?? new Map<number, readonly Rule[]>()).set(shown, worth));
  return worth;
}
