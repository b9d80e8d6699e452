import type { ReceiveConnector } from './receive-connector.js';
import type { SendConnector } from './send-connector.js';
import { parseTlsCertificateName, type TlsCertificateName } from './tls-certificate-name.js';

export type Connector = SendConnector | ReceiveConnector;

/** By what a connector looks for its certificate. */
export type WantedCertificate =
  | { readonly by: 'tls-certificate-name'; readonly name: TlsCertificateName }
  | { readonly by: 'host'; readonly host: string; readonly from: 'connector' | 'server' }
  /** TlsCertificateName is set to something that is not `<I>issuer<S>subject`: nothing can match it. */
  | { readonly by: 'unreadable-name'; readonly text: string }
  /** No certificate is looked for. */
  | { readonly by: 'nothing'; readonly because: 'tls-not-offered' | 'starttls-ignored' }
  /** The exports don't tell. */
  | { readonly by: 'unknown'; readonly missing: 'TlsCertificateName' | 'Fqdn' | 'server name' };

/**
 * The steps of Microsoft's page on inbound STARTTLS: Tls must be among the connector's authentication mechanisms; then TlsCertificateName,
 * else the connector's Fqdn, else the server's own name. No page describes the same for send connectors; HealthChecker's authors write
 * that they follow the same order.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/mail-routing/inbound-starttls-certificates-selection (steps 2–5)
 * @source https://github.com/microsoft/CSS-Exchange/pull/2234
 */
export function wantedCertificate(connector: Connector, serverFqdn: string | undefined): WantedCertificate {
  if (connector.direction === 'receive' && connector.authMechanism?.has('Tls') === false)
    return { by: 'nothing', because: 'tls-not-offered' };
  if (connector.direction === 'send' && connector.ignoreStartTls === true) return { by: 'nothing', because: 'starttls-ignored' };

  const { tlsCertificateName, fqdn } = connector;
  if (tlsCertificateName === undefined) return { by: 'unknown', missing: 'TlsCertificateName' };
  if (tlsCertificateName !== null) {
    const name = parseTlsCertificateName(tlsCertificateName);
    return name === undefined ? { by: 'unreadable-name', text: tlsCertificateName } : { by: 'tls-certificate-name', name };
  }
  if (fqdn === undefined) return { by: 'unknown', missing: 'Fqdn' };
  if (fqdn !== null) return { by: 'host', host: fqdn, from: 'connector' };
  return serverFqdn === undefined ? { by: 'unknown', missing: 'server name' } : { by: 'host', host: serverFqdn, from: 'server' };
}
