import { parseEndpoint } from '../diagnosis/facts/endpoint.js';
import { powershellString } from '../diagnosis/powershell.js';
import { showConnector } from './connector/show-connector.js';
import type { Settling } from './correlated.js';
import type { Failure } from './failure.js';

type SettlingOf = (failure: Failure) => Settling;

const exchangeCertificate =
  (evidence: string): SettlingOf =>
  (failure) => ({
    evidence,
    command: `Get-ExchangeCertificate -Thumbprint ${thumbprintOf(failure)} | Format-List Thumbprint,Subject,Services,Status,NotAfter,HasPrivateKey`,
  });

const storedCertificate =
  (evidence: string): SettlingOf =>
  (failure) => ({
    evidence,
    command: `Get-ChildItem Cert:\\LocalMachine\\My | Where-Object Thumbprint -eq ${thumbprintOf(failure)} | Format-List Thumbprint,HasPrivateKey,NotAfter,Subject`,
  });

const connectorSettings =
  (evidence: string): SettlingOf =>
  (failure) => ({ evidence, command: showConnector(failure) });

const ownCertificates =
  (evidence: string): SettlingOf =>
  () => ({ evidence, command: 'Get-ExchangeCertificate | Format-List Thumbprint,Issuer,Subject,Services,Status,NotAfter,HasPrivateKey' });

const outboundConnectors =
  (evidence: string): SettlingOf =>
  () => ({
    evidence: `${evidence} (in Exchange Online PowerShell)`,
    command: 'Get-OutboundConnector | Format-List Name,Enabled,ConnectorType,SmartHosts,TlsSettings,TlsDomain',
  });

const privateKey: SettlingOf = (failure) => ({
  evidence: 'the private key’s provider, and whether certutil can use the key (“Encryption test passed”)',
  command: `certutil -store my ${thumbprintOf(failure)}`,
});

const testConnection =
  (evidence: string, host: (failure: Failure) => string): SettlingOf =>
  (failure) => ({ evidence, command: `Test-NetConnection ${host(failure)} -Port 25` });

/** What would settle a cause, by rule and cause. Each command only reads. */
export const SETTLED_BY: Readonly<Record<string, Readonly<Record<string, SettlingOf>>>> = {
  'tls-unknown-credentials': {
    'certificate-not-enabled-for-smtp': exchangeCertificate('whether Exchange lists SMTP among the certificate’s services'),
    'private-key-permission': exchangeCertificate('whether SMTP is listed and the sessions fail all the same'),
    'private-key-damaged': privateKey,
    'no-private-key': storedCertificate('whether the machine’s store has the certificate with its private key'),
    'certificate-not-on-server': storedCertificate('whether the certificate is on this server'),
    'certificate-expired': exchangeCertificate('until when the certificate is valid'),
  },
  'tls-no-credentials': {
    'no-private-key': storedCertificate('whether the machine’s store has the certificate with its private key'),
    'private-key-unreadable': privateKey,
    'certificate-not-on-server': storedCertificate('whether the certificate is on this server'),
    'certificate-expired': exchangeCertificate('until when the certificate is valid'),
  },
  'tls-cert-not-found': {
    'renewed-under-another-name': connectorSettings('which issuer and subject the connector asks for'),
    'missing-on-one-server': ({ connector }) => ({
      evidence: 'which servers send through the connector, and whether each has the certificate',
      command: `Get-SendConnector ${powershellString(connector)} | Select-Object -ExpandProperty SourceTransportServers | ForEach-Object { Get-ExchangeCertificate -Server $_.Name | Format-List Thumbprint,Issuer,Subject,Services,NotAfter }`,
    }),
    'removed-or-invalid': ownCertificates('which certificates this server has, and whether they are valid'),
  },
  'tls-cert-expired': {
    'our-certificate-expired': ownCertificates('until when each certificate is valid, and whether a renewed one is there'),
    'renewed-certificate-not-used': connectorSettings('which certificate the connector’s TlsCertificateName names'),
  },
  'tls-starttls-missing-receive': {
    'tls-switched-off': connectorSettings('whether AuthMechanism names Tls'),
    'certificate-name-outdated': connectorSettings('which certificate the connector’s TlsCertificateName names'),
    'no-smtp-certificate': ownCertificates('which certificates are enabled for SMTP, and for which names'),
  },
  'tls-wrong-principal': {
    'tls-domain-wrong': connectorSettings('which name the connector asks for'),
    'wrong-host': connectorSettings('which host the connector leads to'),
    'wrong-certificate-shown': connectorSettings('which certificate the connector’s TlsCertificateName names'),
    'expected-name-wrong': outboundConnectors('which name the connector in Exchange Online asks for'),
  },
  'recv-wrong-certificate': {
    'certificate-name-not-set': connectorSettings('which certificate the connector’s TlsCertificateName names'),
    'public-certificate-not-enabled': ownCertificates('whether a certificate of an authority is here, and enabled for SMTP'),
    'no-validation-wanted': outboundConnectors('whether the connector in Exchange Online asks for a certificate of an authority'),
  },
  'client-cert-pin-missing': {
    'certificate-rotated': connectorSettings('which certificate the connector’s TlsCertificateName names'),
    'certificate-not-enabled-for-smtp': exchangeCertificate('whether Exchange lists SMTP among the certificate’s services'),
    'private-key-permission': exchangeCertificate('whether SMTP is listed and the sessions fail all the same'),
    'no-private-key': storedCertificate('whether the machine’s store has the certificate with its private key'),
    'certificate-not-on-server': storedCertificate('whether the certificate is on this server'),
    'certificate-expired': exchangeCertificate('until when the certificate is valid'),
  },
  'tls-auth-missing-receive': {
    'not-a-hybrid-path': () => ({
      evidence: 'whether the organisation has a hybrid, and whether this server receives for it',
      command: 'Get-HybridConfiguration | Format-List ReceivingTransportServers,EdgeTransportServers,Features',
    }),
    'recv-tls-capability-missing': connectorSettings('which capabilities the connector gives Exchange Online'),
    'recv-connector-mismatch': () => ({
      evidence: 'which connectors’ ranges hold Exchange Online’s addresses',
      command: 'Get-ReceiveConnector | Format-List Identity,Enabled,TransportRole,Bindings,RemoteIPRanges,TlsDomainCapabilities',
    }),
  },
  'tenant-attribution': {
    'inbound-connector-does-not-match': () => ({
      evidence: 'how the inbound connector recognises this server (in Exchange Online PowerShell)',
      command: 'Get-InboundConnector | Format-List Name,Enabled,ConnectorType,TlsSenderCertificateName,SenderIPAddresses,RequireTls',
    }),
    'public-address-not-listed': () => ({
      evidence: 'which addresses the inbound connector lists (in Exchange Online PowerShell)',
      command: 'Get-InboundConnector | Format-List Name,Enabled,ConnectorType,SenderIPAddresses',
    }),
    'sender-domain-not-verified': () => ({
      evidence: 'whether the sender’s domain is verified in the tenant (in Exchange Online PowerShell)',
      command: 'Get-AcceptedDomain | Format-Table DomainName,DomainType',
    }),
  },
  'relay-denied-receive': {
    'connector-without-relay-right': ({ connector }) => ({
      evidence: 'who may relay through this connector',
      command: `Get-ReceiveConnector ${powershellString(connector)} | Get-ADPermission | Where-Object { $_.ExtendedRights -like '*Accept-Any-Recipient*' } | Format-Table User,ExtendedRights,Deny`,
    }),
    'relay-denied-cmt': () => ({
      evidence: 'whether Exchange Online routes all mail through the own servers (in Exchange Online PowerShell)',
      command: 'Get-OutboundConnector | Format-List Name,Enabled,RouteAllMessagesViaOnPremises,SmartHosts',
    }),
    'recv-connector-mismatch': () => ({
      evidence: 'which connectors’ ranges hold the client’s address',
      command: 'Get-ReceiveConnector | Format-List Identity,Enabled,TransportRole,Bindings,RemoteIPRanges',
    }),
    'domain-not-accepted': () => ({
      evidence: 'whether the recipient’s domain is accepted',
      command: 'Get-AcceptedDomain | Format-Table DomainName,DomainType',
    }),
  },
  'outbound-port-shut': {
    'outbound-port-blocked': testConnection(
      'whether a host that certainly answers is reached from this server on port 25',
      () => 'outlook-com.olc.protection.outlook.com',
    ),
    'no-way-out': () => ({
      evidence: 'whether the server reaches the internet on another port',
      command: 'Test-NetConnection learn.microsoft.com -Port 443',
    }),
    'source-address': (failure) => ({
      evidence: 'the address that the connector sends from',
      command: `${showConnector(failure)},SourceIPAddress`,
    }),
  },
  'connect-timeout': {
    'outbound-port-blocked': testConnection(
      'whether another host answers this server on port 25',
      () => 'outlook-com.olc.protection.outlook.com',
    ),
    'remote-down': testConnection('whether this host answers another network on port 25', remoteAddress),
    'source-address': (failure) => ({
      evidence: 'the address that the connector sends from',
      command: `${showConnector(failure)},SourceIPAddress`,
    }),
  },
};

/** What would settle a cause that is still open; `null` when no single command is known. */
export function settlingOf(failure: Failure, causeId: string): Settling | null {
  return SETTLED_BY[failure.rule]?.[causeId]?.(failure) ?? null;
}

/** Hexadecimal digits and nothing else get into a command; what the log does not show is for the reader to fill in. */
function thumbprintOf({ certificate }: Failure): string {
  const thumbprint = certificate?.thumbprint ?? '';
  return /^[0-9A-Fa-f]{40}$/.test(thumbprint) ? thumbprint : "'<thumbprint>'";
}

function remoteAddress({ remote }: Failure): string {
  const address = parseEndpoint(remote ?? '')?.address;
  return address === undefined ? "'<address>'" : powershellString(address);
}
