import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { ask, askGrants, runningMailflow, uploadRange, type TestLog } from './running-mailflow.js';

const NAME = 'SEND2019052815-1.LOG';
const LOG: TestLog = {
  name: NAME,
  date: '2019-05-28T15:07:00.088Z',
  bytes: readFileSync(join(__dirname, '../fixtures/seed/TransportRoles/Logs/Hub/ProtocolLog/SmtpSend', NAME)),
};
const [FIRST = 0, SECOND = 0] = [...LOG.bytes.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at + 1] : [])).slice(6, 8);
const FILE = `EX01~hub.smtp-send~${NAME}@20190528T150700088Z`;

const mailflow = runningMailflow();

interface Page {
  readonly logFiles: readonly Record<string, unknown>[];
  readonly nextLink: string | null;
}

async function get(path: string, token: string): Promise<{ status: number; body: unknown }> {
  return ask(`${mailflow().host.url}${path}`, token);
}

async function files(tenant: string, token: string, query = ''): Promise<Page> {
  const { status, body } = await get(`/api/v1/tenants/${tenant}/log-files${query}`, token);
  expect(status).toBe(200);
  return body as Page;
}

describe('the log files of a tenant', () => {
  it('are complete, or say which bytes are missing and since when', async () => {
    const { url } = mailflow().host;
    const { shipperToken, queryToken } = await mailflow().onboard({ id: 'gaps', name: 'Gaps' }, 'EX01');
    await uploadRange(url, shipperToken, LOG, 0, FIRST);
    await uploadRange(url, shipperToken, LOG, SECOND, LOG.bytes.length);
    await mailflow().host.idle();
    expect((await files('gaps', queryToken)).logFiles).toEqual([
      {
        ...{
          id: FILE,
          url: `/api/v1/tenants/gaps/log-files/${encodeURIComponent(FILE)}`,
          server: 'EX01',
          stream: 'hub/smtp-send',
          file: NAME,
          date: LOG.date,
        },
        ranges: [
          { from: 0, to: FIRST },
          { from: SECOND, to: LOG.bytes.length },
        ],
        gaps: [{ from: FIRST, to: SECOND, ageSeconds: expect.any(Number) }],
        ingestedBytes: LOG.bytes.length - (SECOND - FIRST),
        end: LOG.bytes.length,
        complete: false,
        chunkCounts: { ingested: 2 },
      },
    ]);
    await uploadRange(url, shipperToken, LOG, FIRST, SECOND);
    await mailflow().host.idle();
    expect((await files('gaps', queryToken)).logFiles).toMatchObject([{ gaps: [], complete: true, ingestedBytes: LOG.bytes.length }]);
  });

  it('wait for nothing when the timer has looked for lost uploads', async () => {
    await mailflow().host.runTimer('find-lost-uploads');
    const { queryToken } = await mailflow().onboard({ id: 'gaps', name: 'Gaps' }, 'EX01');
    expect(await files('gaps', queryToken)).toMatchObject({ oldestUningestedSeconds: 0, nextLink: null });
  });

  it('are told chunk by chunk, with what was in each', async () => {
    const { queryToken } = await mailflow().onboard({ id: 'gaps', name: 'Gaps' }, 'EX01');
    const { body } = await get(`/api/v1/tenants/gaps/log-files/${FILE}?limit=2`, queryToken);
    const sha256 = createHash('sha256').update(LOG.bytes.subarray(0, FIRST)).digest('hex');
    expect(body).toMatchObject({
      complete: true,
      chunks: [
        { from: 0, to: FIRST, codec: 'br', status: 'ingested', bytes: FIRST, sha256, malformed: 0, outcomes: {} },
        { from: FIRST, to: SECOND, status: 'ingested' },
      ],
    });
    const next = await get((body as Page).nextLink ?? '', queryToken);
    expect(next.body).toMatchObject({ chunks: [{ from: SECOND, to: LOG.bytes.length }], nextLink: null });
  });

  it('are listed by server and stream, the newest first, a page at a time', async () => {
    const { url } = mailflow().host;
    const { shipperToken, queryToken } = await mailflow().onboard({ id: 'pages', name: 'Pages' }, 'EX01');
    const other = await mailflow().onboard({ id: 'pages', name: 'Pages' }, 'EX02');
    const chunk = { file: NAME, from: 0, to: 10, codec: 'br' } as const;
    for (const hour of ['15', '16', '17']) {
      await askGrants(url, shipperToken, [{ ...chunk, stream: 'hub/smtp-send', date: `2019-05-28T${hour}:07:00.088Z` }]);
    }
    await askGrants(url, shipperToken, [{ ...chunk, stream: 'hub/smtp-receive', date: LOG.date }]);
    await askGrants(url, other.shipperToken, [{ ...chunk, stream: 'hub/smtp-send', date: LOG.date }]);
    const inWords = ({ server, stream, date }: Record<string, unknown>) =>
      `${String(server)} ${String(stream)} ${String(date).slice(11, 13)}`;
    const listed: string[] = [];
    let link: string | null = '/api/v1/tenants/pages/log-files?limit=2';
    for (; link !== null;) {
      const page: Page = (await get(link, queryToken)).body as Page;
      expect(page.logFiles.length).toBeLessThanOrEqual(2);
      listed.push(...page.logFiles.map(inWords));
      link = page.nextLink;
    }
    expect(listed).toEqual([
      'EX01 hub/smtp-receive 15',
      'EX01 hub/smtp-send 17',
      'EX01 hub/smtp-send 16',
      'EX01 hub/smtp-send 15',
      'EX02 hub/smtp-send 15',
    ]);
    expect((await files('pages', queryToken, '?server=EX02')).logFiles.map(inWords)).toEqual(['EX02 hub/smtp-send 15']);
    expect((await files('pages', queryToken, '?server=EX01&stream=hub/smtp-receive')).logFiles.map(inWords)).toEqual([
      'EX01 hub/smtp-receive 15',
    ]);
    expect((await files('pages', queryToken, '?stream=hub/smtp-send')).logFiles).toHaveLength(4);
    expect((await files('pages', queryToken)).logFiles).toMatchObject([{ complete: false, gaps: [{ from: 0, to: 10 }] }, {}, {}, {}, {}]);
  });

  it.each([
    { told: 'another tenant’s token', path: `/log-files`, status: 404 },
    { told: 'another tenant’s token and a file', path: `/log-files/${FILE}`, status: 404 },
  ])('stay behind the wall: $told', async ({ path, status }) => {
    const { queryToken } = await mailflow().onboard({ id: 'neighbour', name: 'Neighbour' }, 'EX01');
    expect((await get(`/api/v1/tenants/gaps${path}`, queryToken)).status).toBe(status);
    expect((await files('neighbour', queryToken)).logFiles).toEqual([]);
    expect((await get(`/api/v1/tenants/neighbour/log-files/${FILE}`, queryToken)).status).toBe(404);
  });

  it.each([
    { told: 'a page of none', query: '?limit=0', status: 400 },
    { told: 'a page of too many', query: '?limit=51', status: 400 },
    { told: 'an unknown stream', query: '?stream=hub', status: 400 },
    { told: 'a place that is no log file', query: '?after=../tenants', status: 400 },
  ])('can’t be asked for with $told', async ({ query, status }) => {
    const { queryToken } = await mailflow().onboard({ id: 'neighbour', name: 'Neighbour' }, 'EX01');
    expect((await get(`/api/v1/tenants/neighbour/log-files${query}`, queryToken)).status).toBe(status);
  });
});
