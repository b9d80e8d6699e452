import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { BlobServiceClient } from '@azure/storage-blob';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { KEY_BYTES, Pseudonyms } from '../../lib/privacy/pseudonyms.js';
import { Privacy } from '../../lib/shipper/privacy.js';
import { shipOnce } from '../../lib/shipper/ship.js';
import { shipInventory } from '../../lib/shipper/ship-inventory.js';
import { generateLog } from '../bench/log-generator.js';
import { ask, runningMailflow } from './running-mailflow.js';

const mailflow = runningMailflow();
const pseudonyms = new Pseudonyms(Buffer.alloc(KEY_BYTES, 3));

/** A send log with sessions of all kinds, many of which cross the edges of small chunks, and refusals that name people. */
function logOfPeople(): Buffer {
  const { bytes } = generateLog({ megabytes: 0.2, seed: 5 });
  const receive = bytes.indexOf('#Software', bytes.indexOf('#Log-type: SMTP Send') + 1);
  const refusals = [
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient anna@fabrikam.example not found by SMTP address lookup',
    '550 5.4.1 Recipient address rejected: Access denied. [bert@fabrikam.example]',
    '552 5.2.2 <carla@fabrikam.example>: mailbox is full',
  ];
  const sessions = refusals.map((reply, index) =>
    sendLog(
      `*,,attempting to connect
       +,,
       <,220 mx.fabrikam.example ready,
       >,EHLO mail.contoso.example,
       <,250 mx.fabrikam.example,
       >,MAIL FROM:<dora@contoso.example>,
       <,250 ok,
       >,RCPT TO:<x${index}@fabrikam.example>,
       <,${reply},
       >,QUIT,
       <,221 bye,
       -,,Local`,
      { connector: 'Internet', remote: '198.51.100.25:25', sessionId: `08DC73F0A1B2100${index}` },
    ),
  );
  return Buffer.concat([
    receive === -1 ? bytes : bytes.subarray(0, receive),
    Buffer.from(sessions.join('\n').replaceAll('\n', '\r\n') + '\r\n'),
  ]);
}

let folder: string;
let log: Buffer;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-privacy-'));
  const logs = join(folder, 'Hub/ProtocolLog/SmtpSend');
  mkdirSync(logs, { recursive: true });
  log = logOfPeople();
  writeFileSync(join(logs, 'SEND2024051409-1.LOG'), log);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What a tenant sees that ships this log, with or without pseudonyms. */
async function seenBy(tenant: string, hidden: Pseudonyms | undefined) {
  const { shipperToken, queryToken } = await mailflow().onboard({ id: tenant, name: tenant }, 'EX01');
  const apiUrl = mailflow().host.url;
  const report = await shipOnce({
    apiUrl,
    token: shipperToken,
    roots: [folder],
    stateFile: join(folder, `${tenant}.json`),
    maxChunkBytes: 16 * 1024,
    privacy: new Privacy({ own: hidden }),
  });
  expect(report.problems).toEqual([]);
  await mailflow().host.idle();
  const get = async (path: string) => (await ask(`${apiUrl}/api/v1/tenants/${tenant}/${path}`, queryToken)).body;
  const { findings } = (await get('findings')) as { findings: readonly Record<string, unknown>[] };
  return {
    shipperToken,
    findings: findings.map(({ rule, severity, connector, remote, sessions, firstSeen, lastSeen }) => ({
      ...{ rule, severity, connector, remote, sessions, firstSeen, lastSeen },
    })),
    logFiles: ((await get('log-files')) as { logFiles: readonly Record<string, unknown>[] }).logFiles.map(
      ({ ranges, gaps, ingestedBytes, end }) => ({ ...{ ranges, gaps, ingestedBytes, end } }),
    ),
  };
}

/** All that a tenant's blobs of a container hold, unpacked. */
async function stored(container: string, tenant: string): Promise<readonly { text: string; metadata: Record<string, string> }[]> {
  const client = BlobServiceClient.fromConnectionString(process.env.Uploads ?? '').getContainerClient(container);
  const found = [];
  for await (const { name, metadata = {} } of client.listBlobsFlat({ prefix: `${tenant}/`, includeMetadata: true })) {
    found.push({ text: brotliDecompressSync(await client.getBlobClient(name).downloadToBuffer()).toString(), metadata });
  }
  return found;
}

describe('a log with pseudonyms', () => {
  it('shows the same findings, is proven by the ranges of the original, and holds nobody’s address', async () => {
    const open = await seenBy('open', undefined);
    const hidden = await seenBy('hidden', pseudonyms);
    expect(open.findings.length).toBeGreaterThan(3);
    expect(hidden.findings).toEqual(open.findings);
    expect(hidden.logFiles).toEqual(open.logFiles);
    expect(hidden.logFiles).toMatchObject([{ ingestedBytes: log.length, end: log.length, gaps: [] }]);

    const locals = new Set([...log.toString('latin1').matchAll(/<([^<>@\s]+)@/g)].map(([, local]) => local ?? ''));
    expect(locals.size).toBeGreaterThan(10);
    const chunks = await stored('protocol-logs', 'hidden');
    expect(chunks.length).toBeGreaterThan(5);
    for (const { text, metadata } of chunks) {
      expect(metadata.pseudonyms).toBe('1');
      for (const [, local] of text.matchAll(/<([^<>@\s]+)@/g)) expect(locals.has(local ?? '')).toBe(false);
    }
    expect((await stored('protocol-logs', 'open'))[0]?.metadata.pseudonyms).toBeUndefined();
  }, 120_000);

  it('is what a tenant takes alone, once its setting demands it; the shipper makes the key, which stays', async () => {
    const { shipperToken: token } = await mailflow().onboard({ id: 'demanding', name: 'Demanding' }, 'EX01');
    const apiUrl = mailflow().host.url;
    const changed = await fetch(`${apiUrl}/api/v1/tenants/demanding`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${await mailflow().administrate()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ pseudonyms: true }),
    });
    expect(await changed.json()).toMatchObject({ pseudonyms: true });

    // A shipper that can put none, such as one of before.
    const options = { apiUrl, token, roots: [folder], stateFile: join(folder, 'demanding.json') };
    expect((await shipOnce(options)).problems.map(({ name }) => name)).toEqual(['pseudonyms-impossible']);
    expect((await shipOnce(options)).chunks).toBe(0);
    expect(await stored('protocol-logs', 'demanding')).toEqual([]);

    const keyFile = join(folder, 'state', 'pseudonym-key');
    const told: string[] = [];
    const privacy = new Privacy({ keyFile });
    const report = await shipOnce({ ...options, privacy, onEvent: ({ name }) => told.push(name) });
    expect(report.problems).toEqual([]);
    expect(told.filter((name) => name.startsWith('pseudonyms'))).toEqual(['pseudonyms-begun']);
    const key = readFileSync(keyFile, 'utf8').trim();
    if (process.platform !== 'win32') expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const chunks = await stored('protocol-logs', 'demanding');
    expect(chunks.length).toBeGreaterThan(0);
    for (const { text, metadata } of chunks) {
      expect(metadata.pseudonyms).toBe('1');
      expect(text).not.toMatch(/anna@|dora@/);
      expect(text).not.toContain(key);
    }
    expect(log.toString('latin1')).toMatch(/anna@[^]*dora@/);

    const path = join(folder, 'accepted.json');
    writeFileSync(
      path,
      JSON.stringify([{ Identity: 'EX01\\1', NextHopDomain: 'b.example', LastError: '550 5.1.1 <anna@contoso.com> unknown' }]),
    );
    expect((await shipInventory({ apiUrl, token, paths: [path] })).problems.map(({ name }) => name)).toEqual(['pseudonyms-impossible']);
    expect(await shipInventory({ apiUrl, token, paths: [path], privacy: new Privacy({ keyFile }) })).toMatchObject({
      shipped: 1,
      problems: [],
    });
    expect((await stored('inventory', 'demanding'))[0]?.text).not.toContain('anna');
  });

  it('goes with exports that hold none either', async () => {
    const { shipperToken: token } = await mailflow().onboard({ id: 'queues', name: 'Queues' }, 'EX01');
    const path = join(folder, 'queues.json');
    const text = JSON.stringify([{ Identity: 'EX01\\1', NextHopDomain: 'b.example', LastError: '550 5.1.1 <anna@contoso.com> unknown' }]);
    // As Windows PowerShell's Out-File writes it.
    writeFileSync(path, Buffer.from(`\ufeff${text}`, 'utf16le'));
    const report = await shipInventory({ apiUrl: mailflow().host.url, token, paths: [path], privacy: new Privacy({ own: pseudonyms }) });
    expect(report).toMatchObject({ shipped: 1, problems: [] });
    const [export_] = await stored('inventory', 'queues');
    expect(export_?.text).toMatch(/<u[a-z2-7]{12}@contoso\.com>/);
    expect(export_?.text).not.toContain('anna');
  });
});
