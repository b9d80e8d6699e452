import { fixtureLog } from '../diagnosis/fixture-session.js';
import { diagnose, ownFolder } from './diagnosing.js';

const SEED = fixtureLog('00-seed-unknowncredentials.log');
const HEALTHY = fixtureLog('26-recon-healthy-hybrid-delivery.log');

/** As collected an hour after the seed's failure. */
const CERTIFICATES = {
  mailflow: 1,
  kind: 'exchange-certificates',
  server: 'EX01',
  collectedAt: '2019-05-28T16:00:00Z',
  items: [
    {
      Thumbprint: '2D21517CD71AA9FE85B27A5D6738A4172A543312',
      Services: 'IIS',
      HasPrivateKey: true,
      Status: 'Valid',
      NotAfter: '2020-09-06T01:59:59Z',
    },
  ],
};

const folder = ownFolder();
const { write } = folder;

describe('mailflow diagnose with what Exchange says of its own settings', () => {
  it.each([
    ['in the collector’s envelope', JSON.stringify(CERTIFICATES)],
    ['as the command itself gives them, dated by the file’s last change', JSON.stringify(CERTIFICATES.items)],
  ])('settles the cause with what Exchange says of its certificates, %s', async (_told, certificates) => {
    const { said } = await diagnose([write('SEND2019052815-1.LOG', SEED)], {
      inventory: [write('certificates.json', certificates)],
      server: 'EX01',
    });
    expect(said).toMatch(/The cause\n +Certificate 2D21517C…3312 is enabled for IIS, and not for SMTP/);
    expect(said).not.toContain('Likely cause');
  });

  it('says which exports would settle what stays open, and no more once they are given', async () => {
    const log = write('SEND2019052815-1.LOG', SEED);
    expect((await diagnose([log])).said).toContain('> Get-ExchangeCertificate | ConvertTo-Json -Depth 4 > exchange-certificates.json');
    const { said } = await diagnose([log], { inventory: [write('certificates.json', JSON.stringify(CERTIFICATES))], server: 'EX01' });
    expect(said).not.toContain('What would settle more');
    expect((await diagnose([write('SEND2024051409-1.LOG', HEALTHY)])).said).not.toContain('What would settle more');
  });

  it('says which inventory it can’t read, and ends with 2', async () => {
    const { code, complained } = await diagnose([write('SEND2019052815-1.LOG', SEED)], {
      inventory: [write('queues.json', 'Identity  Status')],
    });
    expect(code).toBe(2);
    expect(complained).toMatch(/queues\.json.*[^.]\.$/);
  });

  it('says what was set otherwise when mail still flowed, from exports of before and after', async () => {
    const healthy = HEALTHY.toString('utf8').replaceAll('104.47.11.202', '104.47.5.36').replaceAll('2024-05-14T09:30', '2019-05-28T14:30');
    const connector = (name: string, collectedAt: string, requireTls: boolean) => {
      const items = [{ Name: 'Outbound to Office 365', RequireTLS: requireTls }];
      return write(name, JSON.stringify({ mailflow: 1, kind: 'send-connectors', server: 'EX01', collectedAt, items }));
    };
    const inventory = [connector('after.json', '2019-05-29T06:00:00Z', true), connector('before.json', '2019-05-28T06:00:00Z', false)];
    const { said } = await diagnose([write('SEND2019052815-1.LOG', `${healthy}${SEED.toString('utf8')}`)], { inventory, server: 'EX01' });
    expect(said.replace(/\s+/g, ' ')).toContain(
      'RequireTLS of “Outbound to Office 365” was False (Get-SendConnector of 2019-05-28 06:00 UTC), and is True (Get-SendConnector of 2019-05-29 06:00 UTC).',
    );
  });

  it('says what the queues wait for, and what the inventory warns of', async () => {
    const queues = [
      {
        Identity: 'EX01\\42',
        NextHopDomain: 'contoso.mail.onmicrosoft.com',
        NextHopConnector: 'x',
        MessageCount: 7,
        Status: 'Retry',
        LastError: '451 4.4.0 Primary target IP address responded with: "421 4.4.1 connection timed out"',
      },
    ];
    const connectors = [
      {
        Name: 'Outbound to Office 365',
        Enabled: true,
        ProtocolLoggingLevel: 'None',
        AddressSpaces: ['SMTP:contoso.mail.onmicrosoft.com;1'],
      },
    ];
    const envelope = (kind: string, items: object[]) =>
      JSON.stringify({ mailflow: 1, kind, server: 'EX01', collectedAt: '2019-05-28T16:00:00Z', items });
    const inventory = [write('queues.json', envelope('queues', queues)), write('connectors.json', envelope('send-connectors', connectors))];
    const { said } = await diagnose([write('SEND2019052815-1.LOG', SEED)], { inventory, server: 'EX01' });
    expect(said).toMatch(/What the queues say\n {2}Queue EX01\\42: 7 messages to contoso\.mail\.onmicrosoft\.com wait/);
    expect(said).toMatch(/What the inventory warns of/);
    expect(said).toContain("> Set-SendConnector 'Outbound to Office 365' -ProtocolLoggingLevel Verbose");
  });

  it('does not trust a list of services that a later session has proved wrong', async () => {
    const certificate = /^.*Sending certificate.*$/m.exec(SEED.toString('utf8'))?.[0].split(',*,')[1] ?? '';
    const later = HEALTHY.toString('utf8')
      .replace(/^(.*,\*,).*Sending certificate.*$/m, (_row, begin: string) => `${begin}${certificate}`)
      .replaceAll('2024-05-14T09:30', '2019-05-28T15:08');
    const certificates = JSON.stringify(CERTIFICATES);
    const log = write('SEND2019052815-1.LOG', `${SEED.toString('utf8')}${later}`);
    const { said } = await diagnose([log], { inventory: [write('certificates.json', certificates)], server: 'EX01' });
    expect(said).toContain('It flows again');
    expect(said).not.toMatch(/^The cause$/m);
  });
});
