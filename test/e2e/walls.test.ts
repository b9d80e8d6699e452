import { brotliCompressSync, gzipSync } from 'node:zlib';
import { BlobServiceClient } from '@azure/storage-blob';
import { readLedger } from '../../lib/store/chunk-table.js';
import type { ChunkRequest } from '../../lib/contract/uploads.js';
import { services } from '../../lib/services.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { ask, askGrants, put, runningMailflow, uploadRange } from './running-mailflow.js';

const LOG = { name: 'SEND2019052815-1.LOG', date: '2019-05-28T15:07:00.088Z', bytes: fixtureLog('00-seed-unknowncredentials.log') };
const CHUNK: ChunkRequest = { stream: 'hub/smtp-send', file: LOG.name, date: LOG.date, from: 0, to: LOG.bytes.length, codec: 'br' };

const mailflow = runningMailflow();
const api = (path: string) => `${mailflow().host.url}/api/v1${path}`;

let a: { shipperToken: string; queryToken: string };
let b: { shipperToken: string; queryToken: string };

beforeAll(async () => {
  a = await mailflow().onboard({ id: 'tenant-a', name: 'A' }, 'EX01');
  b = await mailflow().onboard({ id: 'tenant-b', name: 'B' }, 'EX01');
  await uploadRange(mailflow().host.url, a.shipperToken, LOG, 0, LOG.bytes.length);
  await mailflow().host.idle();
});

describe('who may read', () => {
  it('A’s token reads A', async () => {
    const { status, body } = await ask(api('/tenants/tenant-a/findings'), a.queryToken);
    expect(status).toBe(200);
    expect((body as { findings: unknown[] }).findings).toHaveLength(1);
  });

  it('B’s token can’t tell A’s findings and sessions from things that do not exist', async () => {
    const { findings } = (await ask(api('/tenants/tenant-a/findings'), a.queryToken)).body as {
      findings: { url: string; samples: { url: string }[] }[];
    };
    const [finding] = findings;
    const paths = ['/tenants/tenant-a/findings', finding?.url.replace('/api/v1', ''), finding?.samples[0]?.url.replace('/api/v1', '')];
    for (const path of paths) {
      const mine = await ask(api(path ?? ''), b.queryToken);
      const nobodys = await ask(api((path ?? '').replace('tenant-a', 'tenant-x')), b.queryToken);
      expect(mine.status).toBe(404);
      expect(JSON.stringify(mine.body).replace('tenant-a', 'tenant-x')).toBe(JSON.stringify(nobodys.body));
    }
  });

  it('A’s finding is not found under B', async () => {
    const { findings } = (await ask(api('/tenants/tenant-a/findings'), a.queryToken)).body as {
      findings: { id: string; samples: { session: string }[] }[];
    };
    expect((await ask(api(`/tenants/tenant-b/findings/${findings[0]?.id ?? ''}`), b.queryToken)).status).toBe(404);
    expect((await ask(api(`/tenants/tenant-b/sessions/${findings[0]?.samples[0]?.session ?? ''}`), b.queryToken)).status).toBe(404);
    expect(((await ask(api('/tenants/tenant-b/findings'), b.queryToken)).body as { findings: unknown[] }).findings).toEqual([]);
  });

  it.each([
    { told: 'no token', token: () => undefined, status: 401 },
    { told: 'a made-up token', token: () => 'mfq_0123456789abcdef_0123456789012345678901234567890123456789012', status: 401 },
    { told: 'a shipper’s token', token: () => a.shipperToken, status: 403 },
  ])('$told is answered with $status, in words', async ({ token, status }) => {
    const answer = await ask(api('/tenants/tenant-a/findings'), token());
    expect(answer).toMatchObject({
      status,
      type: expect.stringMatching(/^application\/problem\+json/),
      body: { status, detail: expect.stringMatching(/token/) },
    });
  });

  it('health is open to all, and says no more than that', async () => {
    expect(await ask(api('/health'))).toMatchObject({ status: 200, body: { status: 'ok' } });
  });
});

describe('what a shipper may write', () => {
  it('its grants lie below its own tenant and server, whatever it asks for', async () => {
    const [grant] = await askGrants(mailflow().host.url, b.shipperToken, [{ ...CHUNK, from: 10_000, to: 10_001 }]);
    expect(new URL(grant?.url ?? '').pathname).toMatch(/\/protocol-logs\/tenant-b\/EX01\/hub\/smtp-send\//);
  });

  it('a grant creates its one blob and nothing else: no overwrite, no read, no list, no other name', async () => {
    const [grant] = await askGrants(mailflow().host.url, b.shipperToken, [{ ...CHUNK, from: 20_000, to: 20_001 }]);
    const url = grant?.url ?? '';
    const body = brotliCompressSync(Buffer.from('\n'));
    expect(await put(url, body)).toBe(201);
    expect([403, 409]).toContain(await put(url, body));
    expect([403, 409]).toContain(await put(url, body, { 'if-none-match': '' }));
    expect((await fetch(url)).status).toBe(403);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    const [address, query] = url.split('?');
    expect(
      (await fetch(`${(address ?? '').replace(/\/protocol-logs\/.*/, '/protocol-logs')}?restype=container&comp=list&${query ?? ''}`))
        .status,
    ).toBe(403);
    for (const elsewhere of [url.replace('tenant-b', 'tenant-a'), url.replace('/EX01/', '/EX02/'), url.replace('20001', '20002')]) {
      expect(await put(elsewhere, body)).toBe(403);
    }
    await mailflow().host.idle();
  });

  it('a grant lives for minutes', async () => {
    const [grant] = await askGrants(mailflow().host.url, b.shipperToken, [{ ...CHUNK, from: 30_000, to: 30_001 }]);
    const minutes = (Date.parse(grant?.expiresAt ?? '') - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(5);
    expect(minutes).toBeLessThanOrEqual(15);
  });

  it.each([
    { told: 'a query token', token: () => a.queryToken, body: { chunks: [CHUNK] }, status: 403, says: /shipper/ },
    {
      told: 'a path for a file name',
      token: () => a.shipperToken,
      body: { chunks: [{ ...CHUNK, file: '../../tenant-b/x.LOG' }] },
      status: 400,
      says: /chunks\.0\.file/,
    },
    {
      told: 'an unknown stream',
      token: () => a.shipperToken,
      body: { chunks: [{ ...CHUNK, stream: '../tenant-b' }] },
      status: 400,
      says: /chunks\.0\.stream/,
    },
    {
      told: 'a range that ends before it begins',
      token: () => a.shipperToken,
      body: { chunks: [{ ...CHUNK, to: 0 }] },
      status: 400,
      says: /chunks\.0\.to/,
    },
    {
      told: 'more than a chunk may hold',
      token: () => a.shipperToken,
      body: { chunks: [{ ...CHUNK, to: 17 * 1024 * 1024 }] },
      status: 400,
      says: /at most/,
    },
    {
      told: 'more chunks than one request may name',
      token: () => a.shipperToken,
      body: { chunks: Array(101).fill(CHUNK) },
      status: 400,
      says: /chunks/,
    },
    { told: 'no JSON', token: () => a.shipperToken, body: undefined, status: 400, says: /JSON/ },
  ])('$told is refused with $status, in words', async ({ token, body, status, says }) => {
    const response = await fetch(api('/uploads'), {
      method: 'POST',
      headers: { authorization: `Bearer ${token()}` },
      body: body === undefined ? 'chunks!' : JSON.stringify(body),
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, detail: expect.stringMatching(says) });
  });

  it('a body of unknown length is refused, since the Functions host would hand it over empty', async () => {
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(JSON.stringify({ chunks: [CHUNK] })));
        controller.close();
      },
    });
    const request: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      headers: { authorization: `Bearer ${a.shipperToken}` },
      body: chunked,
      duplex: 'half',
    };
    expect((await fetch(api('/uploads'), request)).status).toBe(411);
  });
});

describe('a chunk that can’t be read', () => {
  it('is tried five times, then lies in the poison list, and the ledger says why', async () => {
    const { shipperToken } = await mailflow().onboard({ id: 'spoiled', name: 'Spoiled' }, 'EX01');
    const [grant] = await askGrants(mailflow().host.url, shipperToken, [{ ...CHUNK, codec: 'gz' }]);
    expect(await put(grant?.url ?? '', gzipSync(Buffer.from('other bytes than the name promises')))).toBe(201);
    await mailflow().host.idle();
    expect((await mailflow().host.poison()).map(({ BlobName }) => BlobName)).toContainEqual(expect.stringMatching(/^spoiled\/EX01\//));
    const ledger = await readLedger(services().tables, {
      tenant: 'spoiled',
      server: 'EX01',
      stream: 'hub/smtp-send',
      file: { name: LOG.name, date: LOG.date },
      from: 0,
      to: LOG.bytes.length,
      codec: 'gz',
    });
    expect(ledger).toMatchObject({ status: 'quarantined', problem: expect.stringMatching(/34 bytes, but its name says 2266/) });
  });

  it('is given up when its name is none that a grant can have, and is nobody’s', async () => {
    const container = BlobServiceClient.fromConnectionString(String(process.env.Uploads)).getContainerClient('protocol-logs');
    const names = ['readme.txt', 'tenant-a/EX01/hub/smtp-send/SEND.LOG', 'tenant-a/EX01/hub/smtp-send/x@y/1-2.log.zip'];
    const before = (await ask(api('/tenants/tenant-a/findings'), a.queryToken)).body;
    for (const name of names) await container.uploadBlockBlob(name, brotliCompressSync(LOG.bytes), LOG.bytes.length);
    await mailflow().host.idle();
    expect((await mailflow().host.poison()).map(({ BlobName }) => BlobName)).toEqual(expect.arrayContaining(names));
    expect((await ask(api('/tenants/tenant-a/findings'), a.queryToken)).body).toEqual(before);
  });
});
