import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shipOnce } from '../../lib/shipper/ship.js';
import { ask, runningMailflow, uploadRange, type TestLog } from './running-mailflow.js';

const SEED_FOLDER = join(__dirname, '../fixtures/seed');
const SEED: TestLog = {
  name: 'SEND2019052815-1.LOG',
  date: '2019-05-28T15:07:00.088Z',
  bytes: readFileSync(join(SEED_FOLDER, 'TransportRoles/Logs/Hub/ProtocolLog/SmtpSend/SEND2019052815-1.LOG')),
};

const mailflow = runningMailflow();

interface Answer {
  readonly findings: readonly Record<string, unknown>[];
}

/** What the API says of a tenant, without the tenant's own name: to be compared with another tenant's. */
async function findingsOf(tenant: string, token: string): Promise<readonly unknown[]> {
  await mailflow().host.idle();
  const { status, body } = await ask(`${mailflow().host.url}/api/v1/tenants/${tenant}/findings`, token);
  expect(status).toBe(200);
  return (body as Answer).findings.map((finding): unknown =>
    JSON.parse(JSON.stringify(finding).replaceAll(`/tenants/${tenant}/`, '/tenants/…/').replace(`"tenant":"${tenant}"`, '"tenant":"…"')),
  );
}

describe('from the log on an Exchange server to the answer over HTTP', () => {
  let tokens: { shipperToken: string; queryToken: string };
  let stateFolder: string;

  beforeAll(async () => {
    stateFolder = mkdtempSync(join(tmpdir(), 'mailflow-e2e-'));
    tokens = await mailflow().onboard({ id: 'contoso', name: 'Contoso' }, 'EX01');
    const report = await shipOnce({
      apiUrl: mailflow().host.url,
      token: tokens.shipperToken,
      roots: [SEED_FOLDER],
      stateFile: join(stateFolder, 'state.json'),
    });
    expect(report).toMatchObject({ files: 1, chunks: 1, problems: [] });
    await mailflow().host.idle();
  });

  afterAll(() => {
    rmSync(stateFolder, { recursive: true });
  });

  it('names connector, remote host, certificate and the command that mends it', async () => {
    const [finding, ...others] = (await findingsOf('contoso', tokens.queryToken)) as Record<string, unknown>[];
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'tls-unknown-credentials',
      severity: 'blocker',
      connector: 'Outbound to Office 365',
      server: 'EX01',
      remote: '104.47.5.36:25',
      stage: 'certificate',
      sessions: 1,
      firstSeen: '2019-05-28T15:07:00.326Z',
      lastSeen: '2019-05-28T15:07:00.326Z',
      certificate: {
        thumbprint: '2D21517CD71AA9FE85B27A5D6738A4172A543312',
        notBefore: '2018-06-08T02:00:00.000Z',
        notAfter: '2020-09-06T01:59:59.000Z',
        names: ['*.domain.tld', 'domain.tld'],
      },
      evidence: [
        { file: 'SEND2019052815-1.LOG', line: 14, sessionId: '08D6DB768B3F8C32' },
        { file: 'SEND2019052815-1.LOG', line: 15, sessionId: '08D6DB768B3F8C32' },
      ],
    });
    const enable = (finding?.remedy as { command: string | null; caution: string | null }[]).find(({ command }) =>
      command?.startsWith('Enable-'),
    );
    expect(enable?.command).toBe('Enable-ExchangeCertificate -Thumbprint 2D21517CD71AA9FE85B27A5D6738A4172A543312 -Services SMTP');
    expect(enable?.caution).toMatch(/answer No/);
  });

  it('gives the finding and its session under the addresses that it names', async () => {
    const [listed] = ((await ask(`${mailflow().host.url}/api/v1/tenants/contoso/findings`, tokens.queryToken)).body as Answer).findings;
    const finding = await ask(`${mailflow().host.url}${String(listed?.url)}`, tokens.queryToken);
    expect(finding.body).toMatchObject({ ...listed, state: 'open', beginning: null, recovery: null });
    const [sample] = listed?.samples as { url: string }[];
    const session = (await ask(`${mailflow().host.url}${sample?.url ?? ''}`, tokens.queryToken)).body as { records: { text: string }[] };
    expect(session).toMatchObject({
      sessionId: '08D6DB768B3F8C32',
      server: 'EX01',
      stream: 'hub/smtp-send',
      outcome: 'tls-failed',
      recordsLeftOut: 0,
    });
    expect(session.records.map(({ text }) => text)).toEqual(SEED.bytes.toString('utf8').trimEnd().split('\r\n').slice(5));
  });

  it('says the same after the shipper lost its state and shipped it all again', async () => {
    const before = await findingsOf('contoso', tokens.queryToken);
    const report = await shipOnce({
      apiUrl: mailflow().host.url,
      token: tokens.shipperToken,
      roots: [SEED_FOLDER],
      stateFile: join(stateFolder, 'another-state.json'),
    });
    expect(report).toMatchObject({ chunks: 0, alreadyThere: 1, problems: [] });
    expect(await findingsOf('contoso', tokens.queryToken)).toEqual(before);
  });

  it('says the same after the chunk’s event was delivered a second time', async () => {
    const before = await findingsOf('contoso', tokens.queryToken);
    const blob = 'contoso/EX01/hub/smtp-send/SEND2019052815-1.LOG@20190528T150700088Z/00000000000000000000-00000000000000002266.log.br';
    await Promise.all([mailflow().host.redeliver('protocol-logs', blob), mailflow().host.redeliver('protocol-logs', blob)]);
    expect(await findingsOf('contoso', tokens.queryToken)).toEqual(before);
  });

  describe('says the same when the log came in two chunks', () => {
    const lineEnds = [...SEED.bytes.entries()].flatMap(([index, byte]) => (byte === 0x0a ? [index + 1] : [])).slice(0, -1);

    it.each(lineEnds.map((cut, index) => ({ cut, line: index + 1 })))('cut after line $line', async ({ cut, line }) => {
      const whole = await findingsOf('contoso', tokens.queryToken);
      for (const order of ['first-first', 'last-first']) {
        const tenant = `cut-${line}-${order}`;
        const { shipperToken, queryToken } = await mailflow().onboard({ id: tenant, name: tenant }, 'EX01');
        const halves = [
          [0, cut],
          [cut, SEED.bytes.length],
        ] as const;
        for (const [from, to] of order === 'first-first' ? halves : halves.toReversed()) {
          await uploadRange(mailflow().host.url, shipperToken, SEED, from, to);
          await mailflow().host.idle();
        }
        expect(await findingsOf(tenant, queryToken)).toEqual(whole);
      }
    });
  });

  it('says the same when every line came in a chunk of its own, all at once', async () => {
    const whole = await findingsOf('contoso', tokens.queryToken);
    const { shipperToken, queryToken } = await mailflow().onboard({ id: 'lines', name: 'Line by line' }, 'EX01');
    const edges = [0, ...[...SEED.bytes.entries()].flatMap(([index, byte]) => (byte === 0x0a ? [index + 1] : []))];
    await Promise.all(edges.slice(1).map((to, index) => uploadRange(mailflow().host.url, shipperToken, SEED, edges[index] ?? 0, to)));
    expect(await findingsOf('lines', queryToken)).toEqual(whole);
  });
});
