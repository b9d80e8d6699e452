import type { SessionFacts } from './facts/session-facts.js';

/** A session that was delivered, as a finding cites it. */
export interface HealthySession {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly sessionId: string;
  /** Of our certificate over which TLS stood; `null` without TLS, or where the log does not tell. */
  readonly thumbprint: string | null;
}

/** Cites a session by the time that matters: its end when a failure came after it, its start when it came after a failure. */
export function citeHealthy(facts: SessionFacts, time: number): HealthySession {
  const certificate = facts.tls?.outcome === 'succeeded' ? facts.certificates.findLast(({ side }) => side === 'sent') : undefined;
  return { at: new Date(time).toISOString(), sessionId: facts.sessionId, thumbprint: certificate?.thumbprint ?? null };
}
