import type { SessionFacts } from '../../facts/session-facts.js';
import { outcomeOf } from '../../outcome.js';

/** Whether nothing failed in the session. Where something did, that is what matters, and a mere notice would only stand before it. */
export function isHealthy(session: SessionFacts): boolean {
  const outcome = outcomeOf(session);
  return outcome === 'delivered' || outcome === 'idle' || outcome === 'open';
}
