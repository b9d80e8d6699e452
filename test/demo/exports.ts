import { MADE_UP_CERTIFICATE, MADE_UP_CONNECTORS } from '../bench/session-script.js';
import type { DemoTenant } from './fleet.js';

/** An export as the collector writes it, and its file's name. */
export interface DemoExport {
  readonly name: string;
  readonly text: string;
}

const DAY = 86_400_000;
const YEAR = 365 * DAY;

const { subject, issuer, thumbprint, host } = MADE_UP_CERTIFICATE;
const [hybrid, internet] = MADE_UP_CONNECTORS.send;

/** What a tenant's server says of itself: its connectors, its certificates. */
export function demoExports({ server, certificateDays, story }: DemoTenant, now: number): readonly DemoExport[] {
  const end = now + certificateDays * DAY;
  const common = { Enabled: true, Fqdn: host, SourceTransportServers: [server], ProtocolLoggingLevel: 'Verbose', IgnoreSTARTTLS: false };
  const items = {
    'send-connectors': [
      {
        ...{ Name: hybrid, AddressSpaces: ['smtp:contoso.mail.onmicrosoft.com;1'], SmartHosts: ['contoso.mail.protection.outlook.com'] },
        ...{ TlsCertificateName: `<I>${issuer}<S>${subject}`, TlsAuthLevel: 'DomainValidation', TlsDomain: 'mail.protection.outlook.com' },
        ...{ RequireTLS: true, CloudServicesMailEnabled: true, DNSRoutingEnabled: false, ...common },
      },
      { Name: internet, AddressSpaces: ['smtp:*;1'], SmartHosts: [], RequireTLS: false, DNSRoutingEnabled: true, ...common },
    ],
    'receive-connectors': MADE_UP_CONNECTORS.receive.map((identity, index) => ({
      ...{ Identity: identity, Server: server, Enabled: true, Fqdn: host, TransportRole: 'FrontendTransport' },
      ...{
        Bindings: [`0.0.0.0:${[25, 587, 25][index] ?? 25}`],
        RemoteIPRanges: [index === 2 ? '192.0.2.0/24' : '0.0.0.0-255.255.255.255'],
      },
      ...{ AuthMechanism: 'Tls, Integrated, BasicAuth, BasicAuthRequireTLS', PermissionGroups: 'AnonymousUsers, ExchangeServers' },
      ...{ TlsCertificateName: `<I>${issuer}<S>${subject}`, ProtocolLoggingLevel: 'Verbose', RequireTLS: false },
    })),
    'exchange-certificates': [
      {
        ...{ Thumbprint: thumbprint, Subject: subject, Issuer: issuer, Status: 'Valid', HasPrivateKey: true, IsSelfSigned: false },
        ...{ NotBefore: new Date(end - YEAR).toISOString(), NotAfter: new Date(end).toISOString(), CertificateDomains: [host] },
        Services: story.told === 'the new certificate is not enabled for SMTP' ? 'IIS' : 'IIS, SMTP',
      },
    ],
  };
  const collectedAt = new Date(now).toISOString();
  return Object.entries(items).map(([kind, listed]) => ({
    name: `${kind}.json`,
    text: JSON.stringify({ mailflow: 1, kind, server, collectedAt, items: listed }),
  }));
}
