import { brotliCompressSync } from 'node:zlib';
import { BlobServiceClient } from '@azure/storage-blob';
import { rediagnoseCommand, type RediagnoseOptions } from '../../lib/cli/rediagnose-command.js';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { RULES } from '../../lib/diagnosis/rules/index.js';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import { services } from '../../lib/services.js';
import { CHUNK_CONTAINER, chunkBlobName, type ChunkId } from '../../lib/store/chunk.js';
import { leaseRediagnosis, MAX_OPEN_REDIAGNOSES, openRediagnoses } from '../../lib/store/rediagnosis-table.js';
import { issueToken } from '../../lib/tenants/token.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { ask, runningMailflow, uploadRange } from './running-mailflow.js';

const mailflow = runningMailflow();

const LOG = {
  name: 'SEND2024051409-1.LOG',
  date: '2024-05-14T09:30:00.000Z',
  bytes: Buffer.from(
    `${sendLog('*,,attempting to connect\n*,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061"\n-,,Local')}\n`,
  ),
};
const FORMER_RULES = RULES.filter(({ id }) => id !== 'connect-refused');
const THAT_DAY = { since: '2024-05-14T00:00:00Z', until: '2024-05-15T00:00:00Z' };

/** The log of a tenant, which is one chunk. */
function chunkOf(tenant: string): ChunkId {
  const file = { name: LOG.name, date: LOG.date };
  return { tenant, server: 'EX01', stream: 'hub/smtp-send', file, from: 0, to: LOG.bytes.length, codec: 'br' };
}

const timerRuns = () => mailflow().host.runTimer('go-on-rediagnosing');

/** A tenant whose log was read before Mailflow knew of refused connections. */
class FormerTenant {
  private constructor(
    readonly id: string,
    readonly queryToken: string,
  ) {}

  static async of(id: string): Promise<FormerTenant> {
    const { shipperToken, queryToken } = await mailflow().onboard({ id, name: id }, 'EX01');
    await uploadRange(mailflow().host.url, shipperToken, LOG, 0, LOG.bytes.length);
    await mailflow().host.idle();
    await ingestLogChunk(brotliCompressSync(LOG.bytes), chunkOf(id), {}, { ...services(), rules: FORMER_RULES });
    return new FormerTenant(id, queryToken);
  }

  async rules(): Promise<readonly string[]> {
    const { body } = await this.get('findings');
    return (body as { findings: { rule: string }[] }).findings.map(({ rule }) => rule);
  }

  get(resource: string): Promise<{ status: number; body: unknown }> {
    return ask(`${this.url}/${resource}`, this.queryToken);
  }

  async asks(body: object, token = this.queryToken): Promise<{ status: number; body: Record<string, unknown> }> {
    return this.sends('POST', 'rediagnose', token, JSON.stringify(body));
  }

  async sends(method: string, resource: string, token = this.queryToken, body?: string) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${this.url}/${resource}`, { method, headers, ...(body !== undefined && { body }) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async losesBlob(): Promise<void> {
    const account = BlobServiceClient.fromConnectionString(process.env.Uploads ?? '');
    await account
      .getContainerClient(CHUNK_CONTAINER)
      .getBlobClient(chunkBlobName(chunkOf(this.id)))
      .delete();
  }

  get url(): string {
    return `${mailflow().host.url}/api/v1/tenants/${this.id}`;
  }
}

describe('a re-diagnosis by the API', () => {
  it('is taken on, says how far it has come, and in the end the findings are those of today’s rules', async () => {
    const tenant = await FormerTenant.of('asks');
    expect(await tenant.rules()).toEqual([expect.stringMatching(/^unrecognised-/)]);
    const { status, body } = await tenant.asks({ ...THAT_DAY, server: 'EX01' });
    const id = String(body.id);
    expect({ status, body }).toMatchObject({ status: 202, body: { server: 'EX01', since: '2024-05-14T00:00:00.000Z', chunksRead: 0 } });
    await timerRuns();
    expect(await tenant.get(`rediagnoses/${id}`)).toMatchObject({
      status: 200,
      body: {
        status: 'done',
        ...{ filesDone: 1, filesTotal: 1, chunksRead: 1, bytesRead: LOG.bytes.length, chunksMissing: 0, chunksFailed: 0 },
        at: { server: 'EX01', stream: 'hub/smtp-send', file: LOG.name },
        finishedAt: expect.any(String),
      },
    });
    expect(await tenant.rules()).toEqual(['connect-refused']);
  });

  it('is listed with those before it, the newest first, page by page', async () => {
    const tenant = await FormerTenant.of('lists');
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.push(String((await tenant.asks(THAT_DAY)).body.id));
    const listed = async (resource: string) => (await tenant.get(resource)).body as { rediagnoses: { id: string }[]; nextLink: string };
    const first = await listed('rediagnoses?limit=2');
    const second = await listed(first.nextLink.split('/lists/')[1] ?? '');
    expect([...first.rediagnoses, ...second.rediagnoses].map(({ id }) => id)).toEqual(ids.toReversed());
    expect(second.nextLink).toBeNull();
  });

  it('can be cancelled, and is not too many', async () => {
    const tenant = await FormerTenant.of('cancels');
    const open: string[] = [];
    let last = await tenant.asks(THAT_DAY);
    for (; last.status === 202; last = await tenant.asks(THAT_DAY)) {
      const id = String(last.body.id);
      // Taken by nobody who goes on with it, so that the timer does not end it meanwhile.
      const listed = (await openRediagnoses(services().tables)).find((named) => named.id === id);
      if (listed && (await leaseRediagnosis(services().tables, listed, new Date()))) open.push(id);
    }
    expect(last).toMatchObject({ status: 409, body: { type: 'urn:mailflow:problem:too-many-open' } });
    expect(open).toHaveLength(MAX_OPEN_REDIAGNOSES);
    expect(await tenant.sends('DELETE', `rediagnoses/${open[0] ?? ''}`)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect((await tenant.asks(THAT_DAY)).status).toBe(202);
  });

  it.each([
    { told: 'a range that ends before it begins', body: { since: THAT_DAY.until, until: THAT_DAY.since }, says: /“until” must be later/ },
    { told: 'no end', body: { since: THAT_DAY.since }, says: /“until”/ },
    { told: 'a day for a moment', body: { ...THAT_DAY, since: '2024-05-14' }, says: /“since”: a moment such as/ },
    { told: 'a server without a log', body: { ...THAT_DAY, server: 'EX0' }, says: /has no log of “EX0”/ },
    { told: 'a word that is none of its', body: { ...THAT_DAY, sever: 'EX01' }, says: /sever/ },
  ])('is refused for $told', async ({ told, body, says }) => {
    const tenant = await FormerTenant.of(`refused-${told.replace(/\W/g, '-')}`);
    expect(await tenant.asks(body)).toMatchObject({ status: 400, body: { detail: expect.stringMatching(says) } });
  });

  it('is an operator’s to begin and to cancel, and nothing of it is a stranger’s to see', async () => {
    const tenant = await FormerTenant.of('walls');
    const stranger = await FormerTenant.of('stranger');
    const reader = await issueToken(services().tables, { kind: 'query', tenants: ['walls'], role: 'reader' });
    expect((await tenant.asks(THAT_DAY, reader)).status).toBe(403);
    expect((await tenant.asks(THAT_DAY, stranger.queryToken)).status).toBe(404);
    const { body } = await tenant.asks(THAT_DAY);
    const own = `rediagnoses/${String(body.id)}`;
    expect((await tenant.sends('GET', own, reader)).status).toBe(200);
    expect((await tenant.sends('DELETE', own, reader)).status).toBe(403);
    expect((await tenant.sends('GET', own, stranger.queryToken)).status).toBe(404);
    expect((await stranger.sends('GET', own)).status).toBe(404);
    expect((await stranger.sends('DELETE', own)).status).toBe(404);
    expect((await stranger.get('rediagnoses')).body).toMatchObject({ rediagnoses: [] });
    expect((await tenant.sends('GET', 'rediagnoses/nothing%27or')).status).toBe(404);
  });
});

describe('mailflow rediagnose', () => {
  const options = (tenant: FormerTenant): RediagnoseOptions => ({
    api: mailflow().host.url,
    token: tenant.queryToken,
    tenant: tenant.id,
  });

  it('begins one, follows it to its end, and lists it afterwards', async () => {
    const tenant = await FormerTenant.of('by-command');
    const terminal = recordingTerminal();
    expect(await rediagnoseCommand(undefined, { ...options(tenant), since: '2024-05-14', until: '2024-05-15' }, terminal, timerRuns)).toBe(
      0,
    );
    expect(terminal.said.at(-1)).toMatch(
      /done {2}2024-05-14T00:00:00.000Z to 2024-05-15T00:00:00.000Z: 1 of 1 log files, 1 chunks with 0\.0 MiB read again$/,
    );
    expect(await tenant.rules()).toEqual(['connect-refused']);
    const listing = recordingTerminal();
    expect(await rediagnoseCommand(undefined, options(tenant), listing)).toBe(0);
    expect(listing.said).toEqual([terminal.said.at(-1)]);
    const id = listing.said[0]?.split(' ')[0];
    const again = recordingTerminal();
    expect(await rediagnoseCommand(id, options(tenant), again)).toBe(0);
    expect(again.said).toEqual(listing.said);
  });

  it('names what is not kept any more, and ends with 1', async () => {
    const tenant = await FormerTenant.of('gone');
    const terminal = recordingTerminal();
    await tenant.losesBlob();
    const range = { since: '2024-05-14', until: '2024-05-15' };
    expect(await rediagnoseCommand(undefined, { ...options(tenant), ...range }, terminal, timerRuns)).toBe(1);
    expect(terminal.complained.join('\n')).toMatch(/^1 chunks are not kept any more; .*\n {2}gone\/EX01\/hub\/smtp-send\/SEND2024051409/);
  });

  it.each([
    { told: 'half a range', given: { since: '2024-05-14' }, says: /two ends/ },
    { told: 'what is no moment', given: { since: 'yesterday', until: '2024-05-15' }, says: /“yesterday” is no moment/ },
  ])('refuses $told', async ({ given, says }) => {
    const tenant = await FormerTenant.of(`command-${Object.keys(given).length}`);
    await expect(rediagnoseCommand(undefined, { ...options(tenant), ...given }, recordingTerminal())).rejects.toThrow(says);
  });
});
