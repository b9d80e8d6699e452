import { certificateOutlook, serverOutlook } from '../../lib/correlation/outlook/outlook.js';
import { CERTIFICATE, HYBRID_CONNECTOR, inventoryOf, SELF_SIGNED, SUBJECT, THUMBPRINT, type Exports } from './exports.js';

const TODAY = Date.parse('2019-05-28T16:00:00Z');
const usable = { ...CERTIFICATE, Services: 'IIS, SMTP' };
const renewed = {
  ...usable,
  Thumbprint: 'B'.repeat(40),
  NotBefore: '2020-08-01T00:00:00Z',
  NotAfter: '2022-08-01T00:00:00Z',
};
const daysBeforeTheEnd = (days: number) => Date.parse('2020-09-06T01:59:59Z') - days * 24 * 60 * 60 * 1000;

const hybrid = (...certificates: readonly Record<string, unknown>[]): Exports => ({
  'exchange-certificates': [...certificates, SELF_SIGNED],
  'send-connectors': [HYBRID_CONNECTOR],
});
const look = (exports: Exports, now = TODAY, server = 'EX01') => certificateOutlook(inventoryOf(exports, { server }), now);
const warnings = (...parameters: Parameters<typeof look>) =>
  look(...parameters).warnings.map(({ id, severity, withinDays }) => [id, severity, withinDays]);

describe('which certificate each connector selects', () => {
  it('today, and on the day that it ends', () => {
    const { connectors, warnings: all } = look(hybrid(usable));
    expect(all).toEqual([]);
    expect(connectors).toEqual([
      {
        direction: 'send',
        connector: 'Outbound to Office 365',
        wanted: expect.stringContaining(`the certificate of “${SUBJECT}”`),
        selects: [{ thumbprint: THUMBPRINT, subject: SUBJECT, notAfter: '2020-09-06T01:59:59.000Z', objections: [] }],
        afterwards: { from: '2020-09-06T01:59:59.000Z', selects: [] },
      },
    ]);
  });

  it('none without Exchange’s list: not known is not missing', () => {
    expect(look({ 'send-connectors': [HYBRID_CONNECTOR] })).toEqual({ connectors: [], warnings: [] });
  });
});

describe('what is broken already', () => {
  it('the certificate was never enabled for SMTP: the blog’s outage, seen in the inventory alone', () => {
    const [warning] = look(hybrid(CERTIFICATE)).warnings;
    expect(warning).toMatchObject({
      id: 'certificate-not-usable',
      severity: 'blocker',
      sentence: '“Outbound to Office 365” selects certificate 2D21517C…3312, which is not enabled for SMTP.',
      step: {
        command: `Enable-ExchangeCertificate -Thumbprint ${THUMBPRINT} -Services SMTP`,
        caution: expect.stringContaining('answer No'),
      },
      toldBy: [
        { kind: 'send-connectors', item: 'Outbound to Office 365' },
        { kind: 'exchange-certificates', item: THUMBPRINT },
      ],
    });
  });

  it('renewed by another authority: nothing answers to TlsCertificateName', () => {
    expect(warnings(hybrid({ ...usable, Issuer: 'CN=Another CA, C=DE' }))).toEqual([['no-certificate', 'blocker', null]]);
  });

  it('the renewed one was not enabled for SMTP while the old one still is: it may fail, and more is not known', () => {
    const { warnings: all } = look(hybrid(usable, { ...renewed, NotBefore: '2019-05-01T00:00:00Z', Services: 'IIS' }));
    expect(all).toMatchObject([{ id: 'certificate-may-not-be-usable', severity: 'degraded' }]);
    expect(all[0]?.sentence).toContain('may select certificate BBBBBBBB…BBBB, which is not enabled for SMTP');
  });

  it('a hybrid’s receive connector without a certificate cannot offer STARTTLS', () => {
    const connector = {
      Identity: 'EX01\\Default Frontend EX01',
      Server: 'EX01',
      AuthMechanism: 'Tls, Integrated',
      TlsCertificateName: HYBRID_CONNECTOR['TlsCertificateName'],
      TlsDomainCapabilities: ['mail.protection.outlook.com:AcceptCloudServicesMail'],
    };
    const exports = { 'exchange-certificates': [SELF_SIGNED], 'receive-connectors': [connector] };
    expect(look(exports).warnings[0]).toMatchObject({ id: 'no-certificate', severity: 'blocker' });
    expect(look(exports).warnings[0]?.sentence).toContain('cannot offer STARTTLS');
  });
});

describe('no false alarm', () => {
  it.each<[string, Exports]>([
    ['several certificates with one subject, all usable', hybrid(usable, { ...renewed, NotBefore: '2019-05-01T00:00:00Z' })],
    [
      'TlsCertificateName is empty while Fqdn is set, and no certificate answers to it: a client needs none',
      {
        'exchange-certificates': [SELF_SIGNED],
        'send-connectors': [{ Name: 'Internet', TlsCertificateName: null, Fqdn: 'mail.contoso.com' }],
      },
    ],
    [
      'the connector’s certificate lives on the Edge server that sends, not here',
      { 'exchange-certificates': [SELF_SIGNED], 'send-connectors': [{ ...HYBRID_CONNECTOR, SourceTransportServers: ['EDGE01'] }] },
    ],
    [
      'the receive connector is another server’s',
      {
        'exchange-certificates': [SELF_SIGNED],
        'receive-connectors': [
          { Identity: 'EX02\\Default EX02', Server: 'EX02', AuthMechanism: 'Tls', TlsCertificateName: null, Fqdn: 'EX02.domain.local' },
        ],
      },
    ],
    ['the connector is disabled', { 'exchange-certificates': [SELF_SIGNED], 'send-connectors': [{ ...HYBRID_CONNECTOR, Enabled: false }] }],
    [
      'a name in another order may match, which nobody vouches for',
      hybrid({ ...usable, Subject: SUBJECT.split(', ').reverse().join(', ') }),
    ],
    [
      'the self-signed certificate of setup answers to the server’s own name',
      {
        'exchange-certificates': [SELF_SIGNED],
        'receive-connectors': [
          { Identity: 'EX01\\Default EX01', Server: 'EX01', AuthMechanism: 'Tls', TlsCertificateName: null, Fqdn: 'EX01.domain.local' },
        ],
      },
    ],
  ])('%s', (_told, exports) => {
    expect(look(exports).warnings).toEqual([]);
  });

  it('an Edge server with its own certificate, though the mailbox server lacks it', () => {
    const connectors = [{ ...HYBRID_CONNECTOR, SourceTransportServers: ['EDGE01'] }];
    const onEdge = look({ 'exchange-certificates': [usable], 'send-connectors': connectors }, TODAY, 'edge01.domain.tld');
    expect(onEdge.connectors[0]?.selects[0]?.thumbprint).toBe(THUMBPRINT);
    expect(onEdge.warnings).toEqual([]);
  });
});

describe('the days before a certificate ends', () => {
  it.each([
    [31, []],
    [30, [['certificate-expiring', 'info', 30]]],
    [14, [['certificate-expiring', 'degraded', 14]]],
    [7, [['certificate-expiring', 'degraded', 7]]],
    [6, [['certificate-expiring', 'degraded', 7]]],
    [1, [['certificate-expiring', 'blocker', 1]]],
  ])('%s days', (days, expected) => {
    expect(warnings(hybrid(usable), daysBeforeTheEnd(days))).toEqual(expected);
  });

  it('the day after, it has expired, and the connector still selects it', () => {
    expect(warnings(hybrid(usable), daysBeforeTheEnd(-1))).toEqual([['certificate-not-usable', 'blocker', null]]);
  });

  it('the rehearsal: nothing usable takes over', () => {
    const [warning] = look(hybrid(usable), daysBeforeTheEnd(7)).warnings;
    expect(warning).toMatchObject({ item: THUMBPRINT, due: '2020-09-06T01:59:59.000Z' });
    expect(warning?.sentence).toMatch(/ends on 2020-09-06\. Nothing usable takes over for “Outbound to Office 365”\.$/);
  });

  it('the rehearsal: a successor that begins shortly before takes over by itself, so it is only worth knowing', () => {
    const successor = { ...renewed, NotBefore: '2020-09-05T00:00:00Z' };
    const [warning, ...more] = look(hybrid(usable, successor), daysBeforeTheEnd(7)).warnings;
    expect(more).toEqual([]);
    expect(warning).toMatchObject({ id: 'certificate-expiring', severity: 'info', withinDays: 7 });
    expect(warning?.sentence).toMatch(/“Outbound to Office 365” goes over to BBBBBBBB…BBBB by itself\.$/);
  });

  it('the rehearsal: a successor that nobody enabled for SMTP does not take over', () => {
    const forgotten = { ...renewed, NotBefore: '2020-09-05T00:00:00Z', Services: 'IIS' };
    const [warning] = look(hybrid(usable, forgotten), daysBeforeTheEnd(1)).warnings;
    expect(warning).toMatchObject({ id: 'certificate-expiring', severity: 'blocker' });
    expect(warning?.sentence).toContain('Nothing usable takes over');
  });

  it('a certificate that no connector needs may end in peace', () => {
    expect(warnings({ 'exchange-certificates': [usable], 'send-connectors': [] }, daysBeforeTheEnd(3))).toEqual([]);
  });

  it('the certificate among the own servers is in use too', () => {
    const exports = {
      'exchange-certificates': [SELF_SIGNED],
      'transport-services': [{ Name: 'EX01', InternalTransportCertificateThumbprint: SELF_SIGNED['Thumbprint'] }],
    };
    const [warning] = look(exports, Date.parse('2023-05-20T00:00:00Z')).warnings;
    expect(warning?.sentence).toContain('the mail among your own Exchange servers');
  });
});

describe('what else a server’s inventory lets one foresee', () => {
  const warned = (exports: Exports, now: number) => serverOutlook(inventoryOf(exports), now).warnings;

  it('a product past its end of support, from the day after', () => {
    const servers = {
      'exchange-servers': [
        { Name: 'EX01', AdminDisplayVersion: 'Version 15.1 (Build 2507.6)' },
        { Name: 'EX02', AdminDisplayVersion: 'Version 15.2 (Build 2562.17)' },
      ],
    };
    expect(warned(servers, Date.parse('2025-10-14T23:00:00Z'))).toEqual([]);
    expect(warned(servers, Date.parse('2025-10-15T00:00:00Z'))).toMatchObject([
      { id: 'server-past-end-of-support', item: 'EX01', severity: 'security' },
    ]);
  });

  it('connectors and services that write no log, with the command that turns it on', () => {
    const commands = warned(
      {
        'send-connectors': [{ ...HYBRID_CONNECTOR, ProtocolLoggingLevel: 'None' }],
        'receive-connectors': [{ Identity: "EX01\\Scanner's", Server: 'EX01', ProtocolLoggingLevel: 'None' }],
        'transport-services': [{ Name: 'EX01', IntraOrgConnectorProtocolLoggingLevel: 'None', SendProtocolLogPath: null }],
        'mailbox-transport-services': [{ Name: 'EX02', MailboxDeliveryConnectorProtocolLoggingLevel: 'None' }],
      },
      TODAY,
    ).map(({ step }) => step?.command);
    expect(commands.sort()).toEqual([
      "Set-ReceiveConnector 'EX01\\Scanner''s' -ProtocolLoggingLevel Verbose",
      "Set-SendConnector 'Outbound to Office 365' -ProtocolLoggingLevel Verbose",
      "Set-TransportService 'EX01' -IntraOrgConnectorProtocolLoggingLevel Verbose",
      "Set-TransportService 'EX01' -SendProtocolLogPath '<folder>'",
    ]);
  });

  describe('a queue to one destination', () => {
    const queue = (properties: Record<string, unknown>) =>
      warned(
        {
          queues: [
            {
              Identity: 'EX01\\7',
              DeliveryType: 'SmartHostConnectorDelivery',
              NextHopDomain: 'domain-tld.mail.protection.outlook.com',
              Status: 'Active',
              MessageCount: 400,
              LastError: '',
              ...properties,
            },
          ],
        },
        TODAY,
      ).map(({ id }) => id);

    it.each([
      ['in which more waits without an error than 20 connections are opened for', {}, ['send-concurrency-limit']],
      ['in which one message less waits', { MessageCount: 399 }, []],
      ['that failed and waits for its retry', { Status: 'Retry', LastError: '421 4.4.1 Connection timed out' }, []],
      ['that somebody suspended', { Status: 'Suspended' }, []],
      ['that delivers to a mailbox database', { DeliveryType: 'SmtpDeliveryToMailbox' }, []],
    ])('%s', (_told, properties, expected) => {
      expect(queue(properties)).toEqual(expected);
    });
  });
});
