import { gzipSync } from 'node:zlib';
import type { DiagnoseOptions } from '../../lib/cli/diagnose/diagnose-command.js';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { diagnose, ownFolder } from './diagnosing.js';

const SEED = fixtureLog('00-seed-unknowncredentials.log');
const HEALTHY = fixtureLog('26-recon-healthy-hybrid-delivery.log');

const folder = ownFolder();
const { write } = folder;

interface Json {
  summary: Record<string, unknown>;
  findings: {
    rule: string;
    sessions: number;
    connector: string;
    server: string | null;
    evidence: { file: string; line: number; text: string }[];
  }[];
  connectors: Record<string, unknown>[];
}

async function diagnoseJson(paths: readonly string[], options: DiagnoseOptions = {}): Promise<Json> {
  return JSON.parse((await diagnose(paths, { ...options, json: true })).said) as Json;
}

describe('mailflow diagnose', () => {
  it('prints the cause, the command with its caution, and the lines that prove it; exit code 1', async () => {
    const { code, said } = await diagnose([write('SEND2019052815-1.LOG', SEED)]);
    expect(code).toBe(1);
    for (const words of [
      'Outbound to Office 365',
      '104.47.5.36:25',
      '2D21517CD71AA9FE85B27A5D6738A4172A543312',
      '2018-06-08 02:00:00 UTC to 2020-09-06 01:59:59 UTC',
      'They are of 2019-05-28 15:07:00 UTC.',
      'so it is neither a firewall that keeps port 25 shut nor an SMTP service that is down',
      '5 ms after our certificate was chosen',
      '> Enable-ExchangeCertificate -Thumbprint 2D21517CD71AA9FE85B27A5D6738A4172A543312 -Services SMTP',
      'answer No (N)',
      'SEND2019052815-1.LOG:15',
      'TLS negotiation failed with error UnknownCredentials',
    ]) {
      expect(said.replace(/\s+/g, ' ')).toContain(words);
    }
  });

  it('says that a healthy log is healthy; exit code 0', async () => {
    const { code, said } = await diagnose([write('SEND2024051409-1.LOG', HEALTHY)]);
    expect(code).toBe(0);
    expect(said).toContain('Nothing found');
    expect(said).toContain('1 delivered');
  });

  it('prints JSON for machines, with the API’s names', async () => {
    const { summary, findings, connectors } = await diagnoseJson([write('SEND2019052815-1.LOG', SEED)], { server: 'EX01' });
    expect(summary).toEqual({
      ...{ files: 1, otherFiles: {}, bytes: SEED.length, records: 11, malformed: 0, sessions: 1, outcomes: { 'tls-failed': 1 } },
      ...{ firstRecordAt: '2019-05-28T15:07:00.088Z', lastRecordAt: '2019-05-28T15:07:00.326Z' },
    });
    expect(findings).toEqual([
      expect.objectContaining({
        rule: 'tls-unknown-credentials',
        severity: 'blocker',
        title: expect.any(String),
        connector: 'Outbound to Office 365',
        server: 'EX01',
        remote: '104.47.5.36:25',
        sessions: 1,
        firstSeen: '2019-05-28T15:07:00.326Z',
        lastSeen: '2019-05-28T15:07:00.326Z',
        certificate: expect.objectContaining({
          thumbprint: '2D21517CD71AA9FE85B27A5D6738A4172A543312',
          serial: '00ED5D8C39E38780CCE126F2C923354D1D',
        }),
        causes: expect.arrayContaining([
          expect.objectContaining({ id: 'certificate-not-enabled-for-smtp', likelihood: 'likely', why: expect.any(String) }),
        ]),
        remedy: expect.arrayContaining([
          expect.objectContaining({ do: expect.any(String), command: expect.any(String), caution: null, verify: null }),
        ]),
      }),
    ]);
    expect(findings[0]?.evidence.map(({ line }) => line)).toEqual([14, 15]);
    expect(connectors).toEqual([
      expect.objectContaining({ connector: 'Outbound to Office 365', hours: [{ hour: '2019-05-28T15', sessions: 1, failed: 1 }] }),
    ]);
  });

  it('reads gzip, told by its bytes and not by its name', async () => {
    const { findings } = await diagnoseJson([write('log.txt', gzipSync(SEED))]);
    expect(findings.map(({ rule }) => rule)).toEqual(['tls-unknown-credentials']);
  });

  it('reads an excerpt without header lines', async () => {
    const excerpt = SEED.toString('utf8').split('\r\n').slice(5).join('\n');
    const { findings } = await diagnoseJson([write('pasted.txt', excerpt)]);
    expect(findings.map(({ rule }) => rule)).toEqual(['tls-unknown-credentials']);
  });

  it('follows a session over two files of one folder, in the order in which Exchange wrote them', async () => {
    const lines = SEED.toString('utf8').split('\r\n');
    write('SmtpSend/SEND2019052815-9.LOG', lines.slice(0, 10).join('\r\n') + '\r\n');
    write('SmtpSend/SEND2019052815-10.LOG', [...lines.slice(0, 5), ...lines.slice(10)].join('\r\n'));
    const { summary, findings } = await diagnoseJson([folder.path]);
    expect(summary).toMatchObject({ files: 2, sessions: 1 });
    expect(findings[0]?.evidence.map(({ file }) => file.split('/').at(-1))).toEqual(['SEND2019052815-10.LOG', 'SEND2019052815-10.LOG']);
  });

  it('leaves other logs in a folder alone, and says so', async () => {
    write('SmtpSend/SEND2019052815-1.LOG', SEED);
    write('ex180219.log', fixtureLog('62-pastebin-wtU9XT6T-iis-smtpsvc-not-exchange-5760.log'));
    const { code, said, complained } = await diagnose([folder.path]);
    expect({ code, complained }).toEqual({ code: 1, complained: '' });
    expect(said).toContain('1 other file (IIS SMTP service log (W3C)) left out');
  });

  it('does not take a folder for healthy that holds only other logs; exit code 2', async () => {
    write('ex180219.log', fixtureLog('62-pastebin-wtU9XT6T-iis-smtpsvc-not-exchange-5760.log'));
    const { code, complained } = await diagnose([folder.path]);
    expect(code).toBe(2);
    expect(complained).toMatch(/only 1 other file \(IIS SMTP service log \(W3C\)\).*ProtocolLog/);
  });

  it('counts lines that can’t be read and shows the first of them', async () => {
    const { said } = await diagnose([write('SEND2019052815-1.LOG', Buffer.concat([SEED, Buffer.from('some words\r\nand others\r\n')]))]);
    expect(said).toContain('2 lines could not be read');
    expect(said).toMatch(/SEND2019052815-1\.LOG:17: too-few-fields: some words/);
  });

  it.each([
    {
      told: 'a path that does not exist',
      path: () => `${folder.path}/nowhere`,
      says: /can't read .*nowhere: there is no such file or folder/,
    },
    { told: 'a folder without logs', path: () => folder.path, says: /holds no file that ends in \.log/ },
    {
      told: 'another service’s log',
      path: () => write('ex.log', fixtureLog('62-pastebin-wtU9XT6T-iis-smtpsvc-not-exchange-5760.log')),
      says: /IIS SMTP service log/,
    },
    { told: 'a damaged archive', path: () => write('x.log.gz', gzipSync(SEED).subarray(0, 200)), says: /can't read .*x\.log\.gz/ },
    {
      told: 'a text that is no log',
      path: () => write('letter.txt', 'Dear Jan,\n\nmail does not flow.\n'),
      says: /letter\.txt: this is no SMTP protocol log of Exchange \(unknown text\)/,
    },
    { told: 'a copy that came out empty', path: () => write('SEND2019052815-1.LOG', ''), says: /empty file.*The file holds nothing/ },
  ])('says in one line what is wrong with $told; exit code 2', async ({ path, says }) => {
    const { code, complained } = await diagnose([path()]);
    expect(code).toBe(2);
    expect(complained).toMatch(says);
    expect(complained.split('\n')).toHaveLength(1);
  });

  it('prints what strangers typed as text: no escape sequence reaches the terminal', async () => {
    const log = SEED.toString('utf8').replaceAll('Outbound to Office 365', 'Out\u001b[2Jbound\u202e');
    const { said } = await diagnose([write('SEND2019052815-1.LOG', log)]);
    // What a terminal might act on: anything but printable characters and our own line ends.
    expect(said.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(said).toContain('Out\\u{1b}[2Jbound\\u{202e}');
  });

  it('holds the first failure beside the last session that was delivered', async () => {
    const healthy = HEALTHY.toString('utf8').replaceAll('104.47.11.202', '104.47.5.36').replaceAll('2024-05-14T09:30', '2019-05-28T14:30');
    const { said } = await diagnose([write('SEND2019052815-1.LOG', `${healthy}${SEED.toString('utf8')}`)]);
    expect(said).toContain('Last delivered 2019-05-28 14:30:00 UTC (session 08DC73F0A1B2000E), first failed 2019-05-28 15:07:00 UTC.');
    expect(said.replace(/\s+/g, ' ')).toMatch(
      /Our certificate was 0123456789ABCDEF0123456789ABCDEF01234567.*and then 2D21517CD71AA9FE85B27A5D6738A4172A543312/,
    );
  });

  it('prints the whole of a session with --verbose', async () => {
    const { said } = await diagnose([write('SEND2019052815-1.LOG', SEED)], { verbose: true });
    expect(said).toContain('The whole of session 08D6DB768B3F8C32');
    expect(said).toContain('08D6DB768B3F8C32,10,192.0.2.10:53638,104.47.5.36:25,-,,Local');
  });

  it('shows each connector: sessions, delivered, failed, durations, TLS', async () => {
    const { said } = await diagnose([write('SEND2024051409-1.LOG', HEALTHY)]);
    expect(said).toMatch(/^Outbound to Office 365 +1 +1 +0 % +\d+ ms +\d+ ms +TLS 1\.2 100 %$/m);
  });

  it.each([
    { told: 'over TLS, when the fault is mended', healthy: HEALTHY, first: 'BLOCKER', how: 'over TLS 1\\.2' },
    {
      told: 'in plain text, when Exchange falls back',
      healthy: Buffer.from(HEALTHY.toString('utf8').replace(/^.*TLS protocol SP_PROT.*\r\n/m, '')),
      first: 'DEGRADED',
      how: 'in plain text, without TLS',
    },
  ])('says that mail flows again $told', async ({ healthy, first, how }) => {
    const later = healthy.toString('utf8').replaceAll('2024-05-14T09:30', '2019-05-28T15:08');
    const { said } = await diagnose([write('SEND2019052815-1.LOG', `${SEED.toString('utf8')}${later}`)]);
    expect(said).toMatch(new RegExp(`^${first}  The certificate`, 'm'));
    expect(said).toMatch(new RegExp(`It flows again\\n  Delivered 2019-05-28 15:08:00 UTC .* ${how} \\(session 08DC73F0A1B2000E\\)`));
  });

  it('says that mail flows again although the log has lost the end of an older session', async () => {
    const at = (moment: string, sessionId: string) =>
      HEALTHY.toString('utf8').replaceAll('2024-05-14T09:30', `2019-05-28T${moment}`).replaceAll('08DC73F0A1B2000E', sessionId);
    const unclosed = at('14:30', '08D6DB768B3F8C01').replace(/^.*,-,,.*\r\n/m, '');
    const { said } = await diagnose([
      write('SEND2019052815-1.LOG', `${unclosed}${SEED.toString('utf8')}${at('15:08', '08D6DB768B3F8C99')}`),
    ]);
    expect(unclosed).not.toContain(',-,');
    expect(said).toContain('It flows again');
    expect(said).toContain('(session 08D6DB768B3F8C99)');
  });

  describe('where port 25 is shut', () => {
    const shut = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        sendLog(
          `*,,attempting to connect
           +21000 *,,"Failed to connect. Winsock error code: 10060, Win32 error code: 10060, Destination domain: domain${index}.example"
           -,,Local`,
          { connector: 'Internet', remote: `198.51.100.${index + 1}:25`, sessionId: `08DC73F0A1B2000${index}` },
        ),
      ).join('\n');

    it('says it once, and names some of the destinations; all of them with --verbose', async () => {
      const path = write('SEND2024051409-1.LOG', shut(7));
      const { code, said } = await diagnose([path]);
      expect(code).toBe(1);
      expect(said.match(/^ {2}Rule /gm)).toHaveLength(1);
      expect(said).toContain('No mail gets out');
      expect(said.match(/domain\d\.example \(198/g)).toHaveLength(5);
      expect(said).toContain('and 2 more: --verbose lists them all');
      const verbose = await diagnose([path], { verbose: true });
      expect(verbose.said.match(/domain\d\.example \(198/g)).toHaveLength(7);
      expect(verbose.said).toContain('The whole of session');
    });

    it('gives the single findings as members in the JSON', async () => {
      const { findings } = await diagnoseJson([write('SEND2024051409-1.LOG', shut(7))]);
      expect(findings).toMatchObject([{ rule: 'outbound-port-shut', sessions: 7 }]);
      expect(findings[0]).toHaveProperty('members.length', 7);
    });

    it('keeps the single findings once mail is delivered again', async () => {
      const delivered = sendLog(
        `+3600000 +,,
         <,220 mail.fabrikam.example ESMTP,
         >,MAIL FROM:<a@contoso.example>,
         <,250 2.1.0 Ok,
         >,RCPT TO:<b@fabrikam.example>,
         <,250 2.1.5 Ok,
         >,BDAT 512 LAST,
         +3600000 <,250 2.0.0 Ok: queued,
         >,QUIT,
         <,221 Bye,
         -,,Local`,
        { connector: 'Internet', remote: '203.0.113.99:25', sessionId: '08DC73F0A1B20099' },
      );
      const { findings } = await diagnoseJson([write('SEND2024051409-1.LOG', `${shut(7)}\n${delivered}`)]);
      expect(findings.map(({ rule }) => rule)).toEqual(Array(7).fill('connect-timeout'));
    });
  });
});
