import { EMPTY_INVENTORY, mergeInventory, type Inventory } from '../../lib/inventory/inventory.js';
import type { InventoryKind } from '../../lib/inventory/kinds.js';
import { readExport } from '../../lib/inventory/read-export.js';

type Properties = Record<string, unknown>;
export type Exports = Partial<Record<InventoryKind, readonly Properties[]>>;

/** The inventory of a server, from objects as the Exchange cmdlets show them. */
export function inventoryOf(exports: Exports, { server = 'EX01', collectedAt = '2019-05-28T16:00:00Z' } = {}): Inventory {
  const read = Object.entries(exports).map(([kind, items]) =>
    readExport(Buffer.from(JSON.stringify({ mailflow: 1, kind, server, collectedAt, items }))),
  );
  return mergeInventory(EMPTY_INVENTORY, ...read);
}

export const SUBJECT = 'CN=*.domain.tld, OU=IT, O=FIRMA, STREET=STRASSE, L=ORT, S=NRW, PostalCode=11111, C=DE';
export const ISSUER = 'CN=COMODO RSA Organization Validation Secure Server CA, O=COMODO CA Limited, L=Salford, S=Greater Manchester, C=GB';
export const THUMBPRINT = '2D21517CD71AA9FE85B27A5D6738A4172A543312';

/** The certificate that the log of the seed shows, as Get-ExchangeCertificate lists it; not enabled for SMTP. */
export const CERTIFICATE: Properties = {
  Thumbprint: THUMBPRINT,
  Subject: SUBJECT,
  Issuer: ISSUER,
  NotBefore: '2018-06-08T02:00:00Z',
  NotAfter: '2020-09-06T01:59:59Z',
  Services: 'IIS',
  Status: 'Valid',
  HasPrivateKey: true,
  IsSelfSigned: false,
  CertificateDomains: ['*.domain.tld', 'domain.tld'],
};

/** What setup puts on every server. */
export const SELF_SIGNED: Properties = {
  Thumbprint: '611C687DFC4343A5A03E0005A1EC6E9B6AFF586D',
  Subject: 'CN=EX01',
  Issuer: 'CN=EX01',
  NotBefore: '2018-05-28T00:00:00Z',
  NotAfter: '2023-05-28T00:00:00Z',
  Services: 'IMAP, POP, IIS, SMTP',
  Status: 'Valid',
  HasPrivateKey: true,
  IsSelfSigned: true,
  CertificateDomains: ['EX01', 'EX01.domain.local'],
};

/** The send connector of the Hybrid Configuration wizard. */
export const HYBRID_CONNECTOR: Properties = {
  Name: 'Outbound to Office 365',
  Enabled: true,
  SmartHosts: ['domain-tld.mail.protection.outlook.com'],
  AddressSpaces: 'smtp:domain.mail.onmicrosoft.com;1',
  SourceTransportServers: ['EX01'],
  TlsCertificateName: `<I>${ISSUER}<S>${SUBJECT}`,
  TlsAuthLevel: 'DomainValidation',
  TlsDomain: 'mail.protection.outlook.com',
  CloudServicesMailEnabled: true,
  RequireTLS: true,
  IgnoreSTARTTLS: false,
  Fqdn: 'mail.domain.tld',
  ProtocolLoggingLevel: 'Verbose',
};
