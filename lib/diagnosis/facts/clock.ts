import type { SessionFacts } from './session-facts.js';

/** `Tue, 28 May 2019 15:06:59 +0000` (RFC 5322, section 3.3). */
const DATE_TIME = /\b[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}\b/;

/**
 * Milliseconds by which the other side's clock is ahead of ours, as its greeting tells; `undefined` where the greeting has no time, or is our own. The
 * greeting counts in seconds, and an answer takes its time: a few seconds are no difference.
 */
export function clockAhead({ direction, greeting }: Pick<SessionFacts, 'direction' | 'greeting'>): number | undefined {
  if (direction !== 'send' || greeting === undefined) return undefined;
  const clock = Date.parse(DATE_TIME.exec(greeting.reply.text)?.[0] ?? '');
  return Number.isNaN(clock) ? undefined : clock - greeting.reply.record.time;
}
