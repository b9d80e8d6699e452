import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shipInventoryCommand } from '../../lib/cli/ship-inventory-command.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { CERTIFICATE, HYBRID_CONNECTOR, SELF_SIGNED, THUMBPRINT } from '../correlation/exports.js';
import { ask, runningMailflow, uploadRange, type TestLog } from './running-mailflow.js';

/** The log of the outage, which shows that Exchange may not use a certificate and leaves open why. */
const LOG: TestLog = {
  name: 'SEND2019052815-1.LOG',
  date: '2019-05-28T15:07:00.088Z',
  bytes: readFileSync(join(__dirname, '../fixtures/seed/TransportRoles/Logs/Hub/ProtocolLog/SmtpSend/SEND2019052815-1.LOG')),
};

const mailflow = runningMailflow();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-inventory-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Tokens {
  readonly shipperToken: string;
  readonly queryToken: string;
}

interface FindingAnswer {
  readonly id: string;
  readonly url: string;
  readonly causes: readonly { id: string; likelihood: string; why: string; toldBy: readonly unknown[]; settledBy: unknown }[];
  readonly notes: readonly { id: string }[];
}

async function onboard(id: string): Promise<Tokens> {
  return mailflow().onboard({ id, name: id }, 'EX01');
}

async function shipLog({ shipperToken }: Tokens): Promise<void> {
  await uploadRange(mailflow().host.url, shipperToken, LOG, 0, LOG.bytes.length);
  await mailflow().host.idle();
}

/** Runs the real `mailflow ship-inventory` with what `Get-ExchangeCertificate` and `Get-SendConnector` say at this moment. */
async function shipInventory(
  { shipperToken }: Tokens,
  { services, collectedAt }: { services: string; collectedAt: string },
): Promise<void> {
  const exported = {
    'exchange-certificates': [{ ...CERTIFICATE, Services: services }, SELF_SIGNED],
    'send-connectors': [HYBRID_CONNECTOR],
  };
  const paths = Object.entries(exported).map(([kind, items]) => {
    const path = join(folder, `${kind}.json`);
    writeFileSync(path, JSON.stringify({ mailflow: 1, kind, server: 'EX01', collectedAt, items }));
    return path;
  });
  const terminal = recordingTerminal();
  const options = { api: mailflow().host.url, token: shipperToken, codec: 'br' } as const;
  const code = await shipInventoryCommand(paths, options, terminal, new AbortController().signal);
  expect({ code, complained: terminal.complained }).toEqual({ code: 0, complained: [] });
  await mailflow().host.idle();
}

async function findingOf(tenant: string, { queryToken }: Tokens): Promise<FindingAnswer> {
  const url = `${mailflow().host.url}/api/v1/tenants/${tenant}/findings`;
  const [listed, ...others] = ((await ask(url, queryToken)).body as { findings: FindingAnswer[] }).findings;
  expect(others).toEqual([]);
  // The list and the finding's own address say the same.
  expect((await ask(`${mailflow().host.url}${listed?.url ?? ''}`, queryToken)).body).toMatchObject(listed ?? {});
  if (listed === undefined) throw new Error('The finding is missing.');
  return listed;
}

const likelihoods = ({ causes }: FindingAnswer) => Object.fromEntries(causes.map(({ id, likelihood }) => [id, likelihood]));

const WITHOUT_SMTP = { services: 'IIS', collectedAt: '2019-05-28T16:00:00Z' };
const WITH_SMTP = { services: 'IIS, SMTP', collectedAt: '2019-05-29T06:00:00Z' };

describe('a finding whose cause the log leaves open', () => {
  it('says what would settle it, and is settled when the inventory arrives, without a new failure', async () => {
    const tokens = await onboard('contoso');
    await shipLog(tokens);
    const before = await findingOf('contoso', tokens);
    expect(likelihoods(before)['certificate-not-enabled-for-smtp']).not.toBe('certain');
    expect(before.causes.find(({ id }) => id === 'certificate-not-enabled-for-smtp')?.settledBy).toMatchObject({
      command: expect.stringContaining(`Get-ExchangeCertificate -Thumbprint ${THUMBPRINT}`),
    });

    await shipInventory(tokens, WITHOUT_SMTP);
    const after = await findingOf('contoso', tokens);
    expect(after.id).toBe(before.id);
    expect(after.causes[0]).toMatchObject({
      id: 'certificate-not-enabled-for-smtp',
      likelihood: 'certain',
      why: expect.stringMatching(/enabled for IIS, and not for SMTP \(Get-ExchangeCertificate of 2019-05-28 16:00 UTC\)/),
      settledBy: null,
      toldBy: [{ kind: 'exchange-certificates', item: THUMBPRINT, server: 'EX01', collectedAt: '2019-05-28T16:00:00.000Z' }],
    });
    expect(after.notes.map(({ id }) => id)).toContain('tls-required');
  });

  it('gets the same answer whatever came first, and when each came twice', async () => {
    const answers: unknown[] = [];
    const arrivals: Record<string, readonly ('log' | 'early' | 'late')[]> = {
      'log-first': ['log', 'early', 'late'],
      'log-last': ['late', 'early', 'log'],
      'all-twice': ['early', 'log', 'late', 'early', 'late', 'log'],
    };
    for (const [tenant, steps] of Object.entries(arrivals)) {
      const tokens = await onboard(tenant);
      const done = new Set<string>();
      for (const step of steps) {
        if (step !== 'log') await shipInventory(tokens, step === 'early' ? WITHOUT_SMTP : WITH_SMTP);
        else if (!done.has(step)) await shipLog(tokens);
        done.add(step);
      }
      // Event Grid may deliver again, the older export last.
      for (const moment of ['20190529T060000000Z', '20190528T160000000Z']) {
        await mailflow().host.redeliver('inventory', `${tenant}/EX01/exchange-certificates/${moment}.json.br`);
      }
      answers.push(JSON.parse(JSON.stringify(await findingOf(tenant, tokens)).replaceAll(tenant, '…')));
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    // The newest list shows SMTP: that somebody has mended it since is as possible as that it was never the cause.
    expect(likelihoods(answers[0] as FindingAnswer)['certificate-not-enabled-for-smtp']).not.toBe('certain');
  });

  it('is not settled by another tenant’s inventory, of a server of the same name', async () => {
    const [mine, other] = [await onboard('mine'), await onboard('other')];
    await shipLog(mine);
    await shipInventory(other, WITHOUT_SMTP);
    expect(likelihoods(await findingOf('mine', mine))['certificate-not-enabled-for-smtp']).not.toBe('certain');
    const inventoryUrl = `${mailflow().host.url}/api/v1/tenants/other/inventory`;
    expect((await ask(inventoryUrl, mine.queryToken)).status).toBe(404);
    expect((await ask(inventoryUrl, other.shipperToken)).status).toBe(403);
    expect((await ask(`${mailflow().host.url}/api/v1/tenants/mine/inventory`, mine.queryToken)).body).toEqual({ servers: [] });
    expect((await ask(inventoryUrl, other.queryToken)).body).toEqual({
      servers: [
        {
          server: 'EX01',
          exports: [
            {
              kind: 'exchange-certificates',
              command: 'Get-ExchangeCertificate',
              collectedAt: '2019-05-28T16:00:00.000Z',
              items: 2,
              unreadable: 0,
              days: ['2019-05-28'],
            },
            expect.objectContaining({ kind: 'send-connectors', items: 1 }),
          ],
          unusable: [],
        },
      ],
    });
  });
});

describe('what is seen of a tenant before any session fails', () => {
  it('is there as soon as the inventory is, and the timer sees the same', async () => {
    const tokens = await onboard('watched');
    await shipLog(tokens);
    await shipInventory(tokens, WITH_SMTP);
    const url = `${mailflow().host.url}/api/v1/tenants/watched/observations`;
    const { body } = await ask(url, tokens.queryToken);
    expect(body).toMatchObject({
      observations: [
        {
          id: expect.stringMatching(/^certificate-expiring-[0-9a-f]{12}$/),
          tenant: 'watched',
          watch: 'certificate-expiring',
          severity: 'blocker',
          keyFact: THUMBPRINT,
          summary: expect.stringMatching(
            /expired on 2020-09-06, \d+ days ago\. It is on EX01\. Nothing usable takes over for “Outbound to Office 365” on EX01\.$/,
          ),
          endedAt: null,
          reopenedAt: null,
        },
        { severity: 'info', keyFact: SELF_SIGNED['Thumbprint'] },
      ],
    });
    await mailflow().host.runTimer('watch-inventory');
    expect((await ask(url, tokens.queryToken)).body).toEqual(body);
  });

  it('is seen by the tenant’s own token alone', async () => {
    const stranger = await onboard('stranger');
    for (const resource of ['observations', 'certificates']) {
      const url = (tenant: string) => `${mailflow().host.url}/api/v1/tenants/${tenant}/${resource}`;
      expect((await ask(url('watched'), stranger.queryToken)).status).toBe(404);
      expect((await ask(url('watched'), stranger.shipperToken)).status).toBe(403);
      expect((await ask(url('stranger'), stranger.queryToken)).body).toEqual({ [resource]: [] });
    }
  });
});

it('the certificates of a tenant are told with where they are and what uses them', async () => {
  const tokens = await onboard('certified');
  await shipLog(tokens);
  const certificates = async () =>
    ((await ask(`${mailflow().host.url}/api/v1/tenants/certified/certificates`, tokens.queryToken)).body as { certificates: unknown[] })
      .certificates;
  const place = { server: 'EX01', connector: 'Outbound to Office 365', direction: 'send', lastSeen: '2019-05-28T15:07:00.326Z' };
  expect(await certificates()).toMatchObject([
    {
      thumbprint: THUMBPRINT,
      notAfter: '2020-09-06T01:59:59.000Z',
      servers: [],
      uses: [{ ...place, how: 'seen', takenOverBy: 'unknown' }],
    },
  ]);
  await shipInventory(tokens, WITH_SMTP);
  expect(await certificates()).toMatchObject([
    {
      thumbprint: THUMBPRINT,
      names: ['*.domain.tld', 'domain.tld'],
      servers: [{ server: 'EX01', services: ['IIS', 'SMTP'], hasPrivateKey: true, collectedAt: '2019-05-29T06:00:00.000Z' }],
      uses: [{ ...place, how: 'selected', takenOverBy: null }],
    },
    { thumbprint: SELF_SIGNED['Thumbprint'], uses: [] },
  ]);
});
