import type { HealthySessions } from './hourly-activity.js';

/** That mail was delivered after a finding's last failure, on the same connector and with the same remote host. */
export interface Recovery {
  /** `tls-plaintext-fallback`: Exchange tried again without TLS, as it may where the connector does not require it. The fault is still there. */
  readonly kind: 'flows-again' | 'tls-plaintext-fallback';
  /** When the first healthy session began, or, within the hour of the failure, one by which mail flowed at the latest. ISO 8601, UTC. */
  readonly since: string;
  /** When the last healthy session began. */
  readonly last: string;
  readonly lastSession: string;
  /** Healthy sessions since the failure. */
  readonly sessions: number;
  /** The hour of the failure has more healthy sessions, of which it is not known whether they came before or after it. */
  readonly orMore: boolean;
}

/**
 * The recovery that some hours' healthy sessions with one host prove; `undefined` when none is after the failure. Of the failure's own hour only the
 * last session is known to have come after it.
 *
 * @param hours of the same connector and host, from the hour of the last failure on.
 */
export function recoveryAfter(lastFailure: number, kind: Recovery['kind'], hours: readonly HealthySessions[]): Recovery | undefined {
  const after = hours.filter(({ last }) => last > lastFailure).toSorted((a, b) => a.last - b.last);
  const latest = after.at(-1);
  if (latest === undefined) return undefined;
  const isMixed = ({ first }: HealthySessions) => first <= lastFailure;
  return {
    kind,
    since: new Date(Math.min(...after.map((hour) => (isMixed(hour) ? hour.last : hour.first)))).toISOString(),
    last: new Date(latest.last).toISOString(),
    lastSession: latest.lastSession,
    sessions: after.reduce((sum, hour) => sum + (isMixed(hour) ? 1 : hour.sessions), 0),
    orMore: after.some((hour) => isMixed(hour) && hour.sessions > 1),
  };
}
