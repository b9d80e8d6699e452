import type { Finding } from '../../diagnosis/finding.js';
import { parseEndpoint } from '../../diagnosis/facts/endpoint.js';
import { citeHealthy, type HealthySession } from '../../diagnosis/healthy-session.js';
import { deliveredTo, type SessionLines } from './healthy-sessions.js';

/** That mail was delivered after a finding's last failure, on the same connector and to the same host. */
export interface Recovery extends HealthySession {
  /** `tls-plaintext-fallback`: Exchange tried again without TLS, as it may where the connector does not require it. The fault is still there. */
  readonly kind: 'flows-again' | 'tls-plaintext-fallback';
  /** `TLS 1.2`; `null` when it went in plain text. */
  readonly tlsVersion: string | null;
}

/** The recovery of a finding, if the logs show one: a greylisted message that went through later, a fallback, or a fault that is mended. */
export function recoveryOf({ rule, connector, remote, lastSeen }: Finding, healthy: readonly SessionLines[]): Recovery | undefined {
  const endpoint = parseEndpoint(remote ?? '');
  const delivered = healthy.toReversed().flatMap((sessions) => deliveredTo(sessions, connector, endpoint) ?? []);
  // Sessions that cross from one file to the next come last, wherever in the log they stand.
  const [session] = delivered.toSorted((one, other) => other.endedAt - one.endedAt);
  if (session === undefined || session.startedAt <= Date.parse(lastSeen)) return undefined;
  const fellBack = rule.startsWith('tls-') && session.tls === undefined;
  return {
    kind: fellBack ? 'tls-plaintext-fallback' : 'flows-again',
    ...citeHealthy(session, session.startedAt),
    tlsVersion: session.tls?.version ?? null,
  };
}

/** The severity of a finding in the light of its recovery: mail that went in plain text after all is no outage. */
export function severityAfter({ severity }: Finding, recovery: Recovery | undefined): Finding['severity'] {
  return recovery?.kind === 'tls-plaintext-fallback' && severity === 'blocker' ? 'degraded' : severity;
}
