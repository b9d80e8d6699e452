import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import { startHost, type Host } from '../../lib/host/host.js';
import { unpackChunk } from '../../lib/ingest/unpack-chunk.js';
import { isProtocolLogName, streamOfFolder } from '../../lib/log/log-file.js';
import { createStorage, openServices } from '../../lib/services.js';
import { CHUNK_CONTAINER, chunkOfBlobName, type ChunkId } from '../../lib/store/chunk.js';
import { saveTenant } from '../../lib/store/tenant-table.js';
import { issueToken } from '../../lib/tenants/token.js';
import { SeededRandom } from '../bench/seeded-random.js';
import { FaultyNetwork } from './faulty-network.js';
import { RestartableStorage } from './restartable-storage.js';
import { cacheWhole, shipperCommand, ShipperRun } from './shipper-under-test.js';

/**
 * Everything at once that a server and a network can do to the shipper, with real parts: a process that writes as Exchange does, the shipper as a process
 * of its own, killed again and again at any instant, Mailflow's own API and ledger, and a store that goes away. At the end what the store holds is,
 * byte for byte, what was written, and no byte is there twice.
 *
 * MAILFLOW_SHIPPER names the packaged executable, MAILFLOW_CHAOS_KILLS how often it dies (CI: a hundred times), MAILFLOW_CHAOS_SEED plays a story again
 * (its dice; the clock has its own).
 */
const KILLS = Number(process.env['MAILFLOW_CHAOS_KILLS'] ?? 25);
const STORAGE_RESTARTS_AT: ReadonlySet<number> = new Set([8, 16, 60]);
/** A run lives so long at most once it follows the logs, in milliseconds; and as long while it starts, now and then. */
const LONGEST_LIFE = 600;

/** All that the packaged executable may hold, with the pages of its file, whatever the system keeps of that. `npm run bench -- --shipper` measures more. */
const MAX_BYTES = 80_000_000;
/** What of it is its own. */
const MAX_OWN_BYTES = 30_000_000;

/** What no network and no kill may lead to: a state that is lost, and ranges that Mailflow cuts otherwise. */
const UNEXPECTED = /can't be used|does not take bytes|in other pieces|This round of shipping failed/;

const seed = Number(process.env['MAILFLOW_CHAOS_SEED'] ?? Date.now() % 1_000_000);
const random = new SeededRandom(seed);

let folder: string;
let storage: RestartableStorage;
let host: Host;
let network: FaultyNetwork;
let config: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-chaos-'));
  storage = await RestartableStorage.start(join(folder, 'azurite'));
  const connections = {
    Uploads: storage.connectionString,
    Results: storage.connectionString,
    AzureWebJobsStorage: storage.connectionString,
  };
  Object.assign(process.env, connections);
  await createStorage(process.env);
  // The API alone: what becomes of the chunks is told elsewhere.
  host = await startHost({
    port: 0,
    routePrefix: '',
    connections,
    loadFunctions: () => import('../../functions/http-api.js').then(() => undefined),
  });
  network = await FaultyNetwork.open({ api: host.url, store: storage.blobOrigin }, random);

  const { tables } = openServices(process.env);
  await saveTenant(tables, { id: 'contoso', name: 'Contoso' });
  writeFileSync(join(folder, 'token'), await issueToken(tables, { kind: 'shipper', tenant: 'contoso', server: 'EX01' }));
  config = join(folder, 'shipper.yaml');
  const settings = {
    chunkKiB: 32,
    chunkAgeSeconds: 1,
    pollSeconds: 0.1,
    cpuPercent: 100,
    heartbeatSeconds: 10,
    // So that logs come to rest while others are written.
    finishedAfterMinutes: 1,
    stateFile: 'state/state.json',
  };
  writeFileSync(config, JSON.stringify({ api: network.origin, folders: [join(folder, 'Logs')], ...settings }));
}, 120_000);

afterAll(async () => {
  await network.close();
  await host.close();
  await storage.close();
  rmSync(folder, { recursive: true, force: true });
});

it(`loses and doubles nothing, killed ${KILLS} times (seed ${seed})`, async () => {
  const command = shipperCommand(folder);
  command.forEach(cacheWhole);
  const writer = fork(join(__dirname, '../typescript.js'), [join(__dirname, 'writer.ts'), join(folder, 'Logs'), String(seed)]);
  let [peakBytes, ownBytes] = [0, 0];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const run = new ShipperRun(command, ['ship', '--config', config, '--watch']);
    // Half of them die while a request is under way, the others wherever they are.
    let momentsLeft = random.happens(0.5) ? random.between(1, 12) : Infinity;
    network.onMoment = () => {
      if (--momentsLeft === 0) run.kill();
    };
    const restart = STORAGE_RESTARTS_AT.has(kill) ? storage.restarts(random.between(100, 1_000)) : undefined;
    if (random.happens(0.9)) await run.follows();
    const death = performance.now() + random.between(1, LONGEST_LIFE);
    while (run.isRunning && performance.now() < death) await sleep(5);
    run.kill();
    const { said } = await run.ended();
    expect(said).not.toMatch(UNEXPECTED);
    await restart;
    peakBytes = Math.max(peakBytes, run.figures.peakBytes);
    ownBytes = Math.max(ownBytes, run.figures.ownBytes);
  }
  writer.send('stop');
  await once(writer, 'exit');

  network.isFaulty = false;
  network.onMoment = () => undefined;
  const last = await new ShipperRun(command, ['ship', '--config', config]).ended();
  expect(last.code === 0 ? 'all was shipped' : last.said).toBe('all was shipped');

  const { chunks, bytes } = await expectStoreHoldsAllLogs();
  const faults = [...network.met].map(([fault, times]) => `${fault} ${times}`).join(', ');
  process.stdout.write(
    `${KILLS} kills; ${faults}; ${chunks} chunks of ${bytes} bytes; at most ${Math.round(peakBytes / 1024 ** 2)} MiB of memory, ${Math.round(ownBytes / 1024 ** 2)} its own\n`,
  );
  if (KILLS >= 100) expect(network.met.size).toBe(8);
  if (process.env['MAILFLOW_SHIPPER'] !== undefined) {
    expect(peakBytes).toBeLessThan(MAX_BYTES);
    expect(ownBytes).toBeLessThan(MAX_OWN_BYTES);
  }
}, 600_000);

/** Each log, byte for byte: its chunks follow each other without a gap and without a byte that is there twice. */
async function expectStoreHoldsAllLogs(): Promise<{ chunks: number; bytes: number }> {
  const held = new Map<string, { chunk: ChunkId; bytes: Buffer }[]>();
  const container = BlobServiceClient.fromConnectionString(storage.connectionString).getContainerClient(CHUNK_CONTAINER);
  let chunks = 0;
  for await (const { name, metadata } of container.listBlobsFlat({ includeMetadata: true })) {
    const chunk = chunkOfBlobName(name);
    const bytes = unpackChunk(await container.getBlobClient(name).downloadToBuffer(), chunk, metadata);
    const key = `${chunk.stream}/${chunk.file.name}`;
    held.set(key, [...(held.get(key) ?? []), { chunk, bytes }]);
    chunks += 1;
  }
  const written = new Map(writtenLogs().map(({ key, content }) => [key, content]));
  expect([...held.keys()].sort()).toEqual([...written.keys()].sort());
  let total = 0;
  for (const [key, content] of written) {
    const parts = (held.get(key) ?? []).sort((a, b) => a.chunk.from - b.chunk.from);
    let at = 0;
    for (const { chunk } of parts) {
      expect({ key, from: chunk.from }).toEqual({ key, from: at });
      at = chunk.to;
    }
    expect(Buffer.concat(parts.map(({ bytes }) => bytes)).equals(content)).toBe(true);
    total += content.length;
  }
  expect(written.size).toBeGreaterThan(10);
  return { chunks, bytes: total };
}

function writtenLogs(): { key: string; content: Buffer }[] {
  const root = join(folder, 'Logs');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isProtocolLogName(entry.name))
    .map(({ parentPath, name }) => ({
      key: `${String(streamOfFolder(parentPath))}/${name}`,
      content: readFileSync(join(parentPath, name)),
    }));
}
