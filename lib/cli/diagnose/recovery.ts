import type { Finding } from '../../diagnosis/finding.js';
import { parseEndpoint } from '../../diagnosis/facts/endpoint.js';
import { deliveredTo, type SessionLines } from './healthy-sessions.js';

/** That mail was delivered after a finding's last failure, on the same connector and to the same host. */
export interface Recovery {
  /** When the last such session began. ISO 8601, UTC. */
  readonly at: string;
  readonly sessionId: string;
  /** `TLS 1.2`; `null` when it went in plain text. */
  readonly tlsVersion: string | null;
}

/** The recovery of a finding, if the logs show one: a greylisted message that went through later, a fallback, or a fault that is mended. */
export function recoveryOf({ connector, remote, lastSeen }: Finding, healthy: readonly SessionLines[]): Recovery | undefined {
  const endpoint = parseEndpoint(remote ?? '');
  for (const sessions of healthy.toReversed()) {
    const session = deliveredTo(sessions, connector, endpoint);
    if (session !== undefined && session.startedAt > Date.parse(lastSeen)) {
      return { at: new Date(session.startedAt).toISOString(), sessionId: session.sessionId, tlsVersion: session.tls?.version ?? null };
    }
  }
  return undefined;
}
