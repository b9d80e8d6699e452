import type { Severity } from '../../diagnosis/rule.js';
import type { ConnectorPlan } from './connector-outlook.js';

/**
 * What stands still when a connector has no usable certificate; `undefined` when nothing does.
 *
 * - A send connector with TlsCertificateName sends nothing without that certificate (454 4.7.5). Without TlsCertificateName a client needs
 *   none: TLS goes on, only without our certificate.
 * - A receive connector can't offer STARTTLS; for a hybrid's peer that stops the mail, for the rest of the world it is mail in clear.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/mail-routing/inbound-starttls-certificates-selection
 */
export function needOf({ connector, choice: { wanted } }: ConnectorPlan): Severity | undefined {
  if (wanted.by === 'nothing' || wanted.by === 'unknown') return undefined;
  if (connector.direction === 'send') return wanted.by === 'host' ? undefined : 'blocker';
  return (connector.tlsDomainCapabilities ?? []).length > 0 ? 'blocker' : 'degraded';
}
