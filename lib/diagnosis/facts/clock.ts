import type { SessionFacts } from './session-facts.js';

/**
 * Milliseconds by which the other side's clock is ahead of ours, as its greeting tells; `undefined` where the greeting has no time, or is our own. The
 * greeting counts in seconds, and an answer takes its time: a few seconds are no difference.
 */
export function clockAhead({ direction, greeting }: Pick<SessionFacts, 'direction' | 'greeting'>): number | undefined {
  if (direction !== 'send' || greeting?.clock === undefined) return undefined;
  return greeting.clock - greeting.reply.record.time;
}
