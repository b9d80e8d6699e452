import { gzipSync } from 'node:zlib';
import { BlobServiceClient } from '@azure/storage-blob';
import { replayCommand } from '../../lib/cli/replay-command.js';
import { services } from '../../lib/services.js';
import { readLedger } from '../../lib/store/chunk-table.js';
import { chunkBlobName, type ChunkId } from '../../lib/store/chunk.js';
import { issueToken } from '../../lib/tenants/token.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { ask, askGrants, put, runningMailflow } from './running-mailflow.js';

const LOG = fixtureLog('00-seed-unknowncredentials.log');
const DATE = '2019-05-28T15:07:00.088Z';

const mailflow = runningMailflow();

interface Listed {
  readonly id: string;
  readonly replayUrl: string;
}

/** A tenant whose log was spoiled on its way. */
class SpoiledTenant {
  readonly #chunk: ChunkId;

  private constructor(
    readonly id: string,
    readonly queryToken: string,
  ) {
    const file = { name: 'SEND2019052815-1.LOG', date: DATE };
    this.#chunk = { tenant: id, server: 'EX01', stream: 'hub/smtp-send', file, from: 0, to: LOG.length, codec: 'gz' };
  }

  static async of(id: string): Promise<SpoiledTenant> {
    const { shipperToken, queryToken } = await mailflow().onboard({ id, name: id }, 'EX01');
    const { url } = mailflow().host;
    const range = { stream: 'hub/smtp-send', file: 'SEND2019052815-1.LOG', date: DATE, from: 0, to: LOG.length, codec: 'gz' } as const;
    const [grant] = await askGrants(url, shipperToken, [range]);
    await put(grant?.url ?? '', gzipSync(Buffer.from('other bytes than the name promises')));
    await mailflow().host.idle();
    return new SpoiledTenant(id, queryToken);
  }

  async quarantine(): Promise<readonly Listed[]> {
    return (await this.get('quarantine')).chunks as Listed[];
  }

  async get(resource: string): Promise<Record<string, unknown>> {
    const { status, body } = await ask(`${mailflow().host.url}/api/v1/tenants/${this.id}/${resource}`, this.queryToken);
    expect(status).toBe(200);
    return body as Record<string, unknown>;
  }

  async replays(): Promise<Record<string, unknown>> {
    const [chunk] = await this.quarantine();
    const response = await post(chunk?.replayUrl ?? '', this.queryToken);
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  }

  /** Whoever runs the storage puts the right bytes in place. */
  async mends(bytes: Buffer = LOG): Promise<void> {
    await this.#blob().uploadData(gzipSync(bytes));
  }

  async losesBlob(): Promise<void> {
    await this.#blob().delete();
  }

  async status(): Promise<string | undefined> {
    return (await readLedger(services().tables, this.#chunk))?.status;
  }

  #blob() {
    const account = BlobServiceClient.fromConnectionString(process.env.Uploads ?? '');
    return account.getContainerClient('protocol-logs').getBlockBlobClient(chunkBlobName(this.#chunk));
  }
}

async function post(path: string, token: string): Promise<Response> {
  return fetch(`${mailflow().host.url}${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
}

describe('a chunk that can’t be read', () => {
  it('is listed with the reason and the place, and nothing of its content', async () => {
    const tenant = await SpoiledTenant.of('listed');
    expect(await tenant.quarantine()).toMatchObject([
      {
        server: 'EX01',
        stream: 'hub/smtp-send',
        from: 0,
        to: LOG.length,
        error: {
          name: 'UnreadableChunk',
          message: expect.stringMatching(/^The chunk holds 34 bytes, but its name says 2266/),
          place: expect.stringMatching(/^lib\/ingest\/unpack-chunk\.ts:\d+$/),
        },
        attempts: 5,
      },
    ]);
    expect(JSON.stringify(await tenant.quarantine())).not.toContain('other bytes');
    expect(await tenant.get('log-files')).toMatchObject({ logFiles: [{ complete: false, chunkCounts: { quarantined: 1 } }] });
  });

  it('stays listed when it still can’t be read', async () => {
    const tenant = await SpoiledTenant.of('still-spoiled');
    expect(await tenant.replays()).toMatchObject({ status: 'quarantined', attempts: 6 });
    await tenant.losesBlob();
    expect(await tenant.replays()).toMatchObject({ status: 'quarantined', error: { message: expect.stringMatching(/is gone/) } });
    expect(await tenant.quarantine()).toHaveLength(1);
  });

  it('is read and off the list when the blob is mended', async () => {
    const tenant = await SpoiledTenant.of('mended');
    await tenant.mends();
    expect(await tenant.replays()).toMatchObject({ status: 'ingested' });
    expect(await tenant.quarantine()).toEqual([]);
    expect(await tenant.status()).toBe('ingested');
    expect((await tenant.get('findings')).findings).toMatchObject([{ rule: 'tls-unknown-credentials', sessions: 1 }]);
  });
});

describe('who may have it read again', () => {
  it('an operator of that tenant, and nobody else', async () => {
    const tenant = await SpoiledTenant.of('walled');
    const neighbour = await SpoiledTenant.of('walled-neighbour');
    await tenant.mends();
    const [chunk] = await tenant.quarantine();
    const reader = await issueToken(services().tables, { kind: 'query', tenants: ['walled'], role: 'reader' });
    const replay = chunk?.replayUrl ?? '';
    expect((await post(replay, reader)).status).toBe(403);
    expect((await post(replay, neighbour.queryToken)).status).toBe(404);
    expect((await post(replay.replace('/walled/', '/walled-neighbour/'), neighbour.queryToken)).status).toBe(404);
    expect(await tenant.status()).toBe('quarantined');
    expect(await neighbour.quarantine()).toHaveLength(1);
  });
});

describe('mailflow replay', () => {
  const options = (tenant: SpoiledTenant) => ({ api: mailflow().host.url, token: tenant.queryToken, tenant: tenant.id });

  it('lists what is in quarantine, and has it read again by its id or all of it', async () => {
    const tenant = await SpoiledTenant.of('by-command');
    const [chunk] = await tenant.quarantine();
    const listing = recordingTerminal();
    expect(await replayCommand([], options(tenant), listing)).toBe(1);
    expect(listing.said.join('\n')).toMatch(new RegExp(`${chunk?.id ?? ''}  by-command/EX01/hub/smtp-send/.*\\n.*holds 34 bytes`));
    const again = recordingTerminal();
    expect(await replayCommand([chunk?.id ?? ''], options(tenant), again)).toBe(1);
    await tenant.mends();
    const all = recordingTerminal();
    expect(await replayCommand([], { ...options(tenant), all: true }, all)).toBe(0);
    expect(all.said).toEqual([`${chunk?.id ?? ''}  ingested`]);
    expect(await replayCommand([], options(tenant), recordingTerminal())).toBe(0);
  });

  it('says so when there is no such chunk', async () => {
    const tenant = await SpoiledTenant.of('unknown-id');
    const terminal = recordingTerminal();
    expect(await replayCommand(['0123456789abcdef'], options(tenant), terminal)).toBe(1);
    expect(terminal.complained.join('\n')).toMatch(/0123456789abcdef is not in quarantine/);
  });
});
