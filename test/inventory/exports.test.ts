import { readExport } from '../../lib/inventory/read-export.js';
import { fixtureBytes, fixtureItems } from './fixture-export.js';

const COMODO = 'CN=COMODO RSA Organization Validation Secure Server CA, O=COMODO CA Limited, L=Salford, S=Greater Manchester, C=GB';
const WILDCARD = 'CN=*.domain.tld, OU=IT, O=FIRMA, STREET=STRASSE, L=ORT, S=NRW, PostalCode=11111, C=DE';

describe('what Exchange says of itself', () => {
  it('certificates, from the collector’s envelope: whose they are and when they were listed', () => {
    const { kind, server, collectedAt, unreadable } = readExport(fixtureBytes('exchange-certificates.json'));
    expect({ kind, server, collectedAt, unreadable }).toEqual({
      kind: 'exchange-certificates',
      server: 'EX01',
      collectedAt: Date.parse('2019-05-28T16:00:00Z'),
      unreadable: [],
    });
  });

  it('certificates: dates, services and names as Windows PowerShell 5.1 writes them', () => {
    const [wildcard, selfSigned] = fixtureItems('exchange-certificates.json', 'exchange-certificates');
    expect(wildcard).toEqual({
      thumbprint: '2D21517CD71AA9FE85B27A5D6738A4172A543312',
      subject: WILDCARD,
      issuer: COMODO,
      serial: '00ED5D8C39E38780CCE126F2C923354D1D',
      notBefore: Date.parse('2018-06-08T02:00:00Z'),
      notAfter: Date.parse('2020-09-06T01:59:59Z'),
      services: new Set(['IIS']),
      status: 'Valid',
      hasPrivateKey: true,
      isSelfSigned: false,
      rootCaType: 'ThirdParty',
      names: ['*.domain.tld', 'domain.tld'],
    });
    // 28.05.2018 is a date on a German server and none on an American one: it is not guessed.
    expect(selfSigned).toMatchObject({
      notBefore: undefined,
      notAfter: undefined,
      services: new Set(['IMAP', 'POP', 'IIS', 'SMTP']),
      names: ['EX01', 'EX01.domain.local'],
    });
  });

  it('the machine’s certificates, recognised by their properties', () => {
    const certificates = fixtureItems('machine-certificates.json', 'machine-certificates');
    expect(certificates.map(({ thumbprint, hasPrivateKey }) => [thumbprint.slice(0, 4), hasPrivateKey])).toEqual([
      ['2D21', true],
      ['AAA3', false],
    ]);
  });

  it('send connectors of live objects: the hybrid connector', () => {
    const [hybrid] = fixtureItems('send-connectors.json', 'send-connectors');
    expect(hybrid).toEqual({
      direction: 'send',
      name: 'Outbound to Office 365',
      enabled: true,
      addressSpaces: [{ type: 'smtp', address: 'domain.mail.onmicrosoft.com', cost: 1 }],
      smartHosts: ['domain-tld.mail.protection.outlook.com'],
      dnsRoutingEnabled: false,
      requireTls: true,
      ignoreStartTls: false,
      tlsAuthLevel: 'DomainValidation',
      tlsDomain: 'mail.protection.outlook.com',
      tlsCertificateName: `<I>${COMODO}<S>${WILDCARD}`,
      fqdn: 'mail.domain.tld',
      cloudServicesMailEnabled: true,
      frontendProxyEnabled: false,
      smartHostAuth: 'None',
      sourceTransportServers: ['EX01'],
      protocolLogging: 'Verbose',
      maxMessageSize: 36_700_160,
      port: 25,
    });
  });

  it('send connectors: what is set to nothing differs from what the export does not tell', () => {
    const [, internet] = fixtureItems('send-connectors.json', 'send-connectors');
    expect(internet).toMatchObject({
      addressSpaces: [{ type: 'smtp', address: '*', cost: 10 }],
      smartHosts: [],
      tlsAuthLevel: null,
      tlsCertificateName: null,
      maxMessageSize: 'unlimited',
      protocolLogging: 'None',
      requireTls: undefined,
      sourceTransportServers: undefined,
    });
  });

  it('receive connectors, through remoting as texts and live as numbers, with the connector-id of the log', () => {
    const [frontend, hub] = fixtureItems('receive-connectors.json', 'receive-connectors');
    expect(frontend).toMatchObject({
      identity: 'EX01\\Default Frontend EX01',
      transportRole: 'FrontendTransport',
      bindings: ['[::]:25', '0.0.0.0:25'],
      remoteIpRanges: ['::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '0.0.0.0-255.255.255.255'],
      fqdn: 'EX01.domain.local',
      tlsDomainCapabilities: [{ domain: 'mail.protection.outlook.com', capabilities: ['AcceptCloudServicesMail'] }],
      permissionGroups: new Set(['AnonymousUsers', 'ExchangeServers', 'ExchangeLegacyServers']),
      protocolLogging: 'Verbose',
      maxMessageSize: 37_748_736,
      maxInboundConnection: 5000,
      maxInboundConnectionPerSource: 'unlimited',
      connectionTimeout: 600_000,
      tarpitInterval: 5_000,
    });
    expect(hub).toMatchObject({
      identity: 'EX01\\Default EX01',
      name: 'Default EX01',
      server: 'EX01',
      transportRole: 'HubTransport',
      bindings: ['0.0.0.0:2525', '[::]:2525'],
      remoteIpRanges: ['0.0.0.0-255.255.255.255'],
      tlsCertificateName: null,
      fqdn: undefined,
    });
    expect(hub?.authMechanism).toEqual(frontend?.authMechanism);
  });

  it('a transport service alone, without an array around it: where its logs are and how long they live', () => {
    const [service] = fixtureItems('transport-services.json', 'transport-services');
    expect(service).toEqual({
      name: 'EX01',
      sendProtocolLog: {
        path: 'D:\\Exchange\\TransportRoles\\Logs\\Hub\\ProtocolLog\\SmtpSend',
        maxAgeMilliseconds: 30 * 86_400_000,
        maxDirectoryBytes: 250 * 2 ** 20,
        maxFileBytes: 10 * 2 ** 20,
      },
      receiveProtocolLog: {
        path: 'D:\\Exchange\\TransportRoles\\Logs\\Hub\\ProtocolLog\\SmtpReceive',
        maxAgeMilliseconds: 30 * 86_400_000,
        maxDirectoryBytes: 'unlimited',
        maxFileBytes: 10 * 2 ** 20,
      },
      intraOrgConnectorProtocolLogging: 'None',
      mailboxDeliveryConnectorProtocolLogging: undefined,
      internalTransportCertificateThumbprint: '611C687DFC4343A5A03E0005A1EC6E9B6AFF586D',
      connectivityLogPath: undefined,
    });
  });

  it('queues: LastError stays as Exchange wrote it', () => {
    const [queue] = fixtureItems('queues.json', 'queues');
    expect(queue).toMatchObject({ identity: 'EX01\\42', status: 'Retry', messageCount: 117, lastRetry: undefined, tlsDomain: undefined });
    expect(queue?.nextRetry).toBe(Date.parse('2019-05-28T15:07:30Z'));
    expect(queue?.lastError).toContain('421 4.4.1 Connection timed out.');
  });

  it('accepted domains: a domain with its subdomains keeps its asterisk', () => {
    expect(fixtureItems('accepted-domains.json', 'accepted-domains')).toEqual([
      { domain: '*.domain.tld', type: 'Authoritative', isDefault: true },
      { domain: 'domain.mail.onmicrosoft.com', type: 'InternalRelay', isDefault: false },
    ]);
  });

  it('servers: ExSetup.exe tells the security update, AdminDisplayVersion only the cumulative one', () => {
    const [ex01, ex02] = fixtureItems('exchange-servers.json', 'exchange-servers');
    expect(ex01).toMatchObject({ fqdn: 'EX01.domain.local', site: 'Default-First-Site-Name', versionFrom: 'exsetup' });
    expect(ex01?.version).toEqual({ build: '15.2.1748.39', product: 'Exchange 2019', release: 'CU15', endOfSupport: '2025-10-14' });
    expect(ex02?.version).toMatchObject({ build: '15.1.2507.6', product: 'Exchange 2016', release: 'CU23' });
    expect(ex02?.versionFrom).toBe('admin-display-version');
  });

  it('the hybrid configuration', () => {
    expect(fixtureItems('hybrid-configuration.json', 'hybrid-configuration')).toEqual([
      {
        domains: ['domain.tld'],
        features: ['FreeBusy', 'MoveMailbox', 'SecureMail'],
        sendingTransportServers: ['EX01'],
        receivingTransportServers: ['EX01'],
        edgeTransportServers: [],
        onPremisesSmartHost: 'mail.domain.tld',
        tlsCertificateName: '<I>CN=GeoTrust TLS RSA CA G1, OU=www.digicert.com, O=DigiCert Inc, C=US<S>CN=mail.domain.tld',
      },
    ]);
  });
});
