import { startStorage, type LocalStorage } from '../../lib/host/azurite.js';
import { createStorage, openServices, type Services } from '../../lib/services.js';
import { readLedger } from '../../lib/store/chunk-table.js';
import { listFindings } from '../../lib/store/finding-table.js';
import { MAX_RETRIES, MAX_WAIT_SECONDS, waitBeforeRetry } from '../../lib/store/retries.js';
import { NO_TELEMETRY } from '../../lib/telemetry/telemetry.js';
import { findLostUploads } from '../../lib/upkeep/find-lost-uploads.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { chunkOf, grantAll, ingestPiece, upload, type Piece } from '../ingest/chunked-log.js';
import { BusyStorage, type Refusal } from './busy-storage.js';

const LOG = fixtureLog('00-seed-unknowncredentials.log');
const CUT = LOG.indexOf('\n', 600) + 1;
const PIECES: readonly Piece[] = [
  { from: 0, to: CUT, bytes: LOG.subarray(0, CUT) },
  { from: CUT, to: LOG.length, bytes: LOG.subarray(CUT) },
];
const NEVER = chunkOf('nobody', { from: 0, to: 1 });

let storage: LocalStorage;
let doors: { readonly tables: BusyStorage; readonly blobs: BusyStorage };
let services: Services;
const throttled: string[] = [];

beforeAll(async () => {
  storage = await startStorage();
  doors = { tables: await BusyStorage.before(storage.tableUrl), blobs: await BusyStorage.before(storage.blobUrl) };
  const connection = storage.connectionString.replace(storage.tableUrl, doors.tables.url).replace(storage.blobUrl, doors.blobs.url);
  await createStorage({ Uploads: storage.connectionString, Results: storage.connectionString });
  services = openServices(
    { Uploads: connection, Results: connection },
    {
      ...NO_TELEMETRY,
      metric: (_name, _value, dimensions) => {
        if ('outcome' in dimensions && 'service' in dimensions && dimensions.outcome === 'throttled')
          throttled.push(String(dimensions.service));
      },
    },
  );
});
afterAll(async () => {
  await Promise.all([doors.tables.close(), doors.blobs.close()]);
  await storage.close();
});

const ASKING = {
  tables: () => readLedger(services.tables, NEVER),
  blobs: () => services.readChunkBlob(NEVER),
};

describe.each(['tables', 'blobs'] as const)('when the storage of %s has too much to do', (service) => {
  const at = () => doors[service];
  const HOW: readonly Refusal[] = [
    { status: 503, retryAfter: '0' },
    { status: 429, retryAfter: '0' },
    { status: 503, retryAfter: new Date(0).toUTCString() },
    { status: 429, retryAfter: new Date(0).toUTCString() },
  ];

  it.each(HOW)('it is asked again as soon as it says ($status, $retryAfter), and the answer is the one that comes then', async (how) => {
    at().refuse(...Array.from({ length: MAX_RETRIES }, () => how));
    expect(await ASKING[service]()).toBeUndefined();
    expect(at().cameAt).toHaveLength(MAX_RETRIES + 1);
  });

  it.each(HOW)('and does not cease to say so ($status, $retryAfter), it is left alone', async (how) => {
    at().refuse(...Array.from({ length: MAX_RETRIES + 1 }, () => how));
    await expect(ASKING[service]()).rejects.toMatchObject({ statusCode: how.status });
    expect(at().cameAt).toHaveLength(MAX_RETRIES + 1);
  });

  it.each([{ status: 429, retryAfter: '1' }, { status: 503, retryAfter: '1' }, { status: 429 }] as const)(
    'it is not asked earlier than it says ($status, $retryAfter), or a second where it does not say',
    async (how) => {
      at().refuse(how);
      await ASKING[service]();
      const [refusedAt = 0, againAt = 0] = at().cameAt;
      // Timers may be early by a millisecond.
      expect(againAt - refusedAt).toBeGreaterThanOrEqual(995);
    },
  );

  it('it is counted, since an alert asks for it', async () => {
    throttled.length = 0;
    at().refuse({ status: 503, retryAfter: '0' }, { status: 429, retryAfter: '0' });
    await ASKING[service]();
    expect(throttled).toEqual([service, service].map((name) => name.slice(0, -1)));
  });
});

describe('the time until the next try', () => {
  it.each([
    ['2', 0, 2_000],
    ['0', 3, 0],
    ['3600', 0, MAX_WAIT_SECONDS * 1_000],
    [new Date(Date.now() + 3_600_000).toUTCString(), 0, MAX_WAIT_SECONDS * 1_000],
    ['-5', 0, 0],
    ['soon', 1, 2_000],
    ['', 2, 4_000],
    [undefined, 0, 1_000],
    [undefined, 9, MAX_WAIT_SECONDS * 1_000],
  ])('where the answer says %j, after %i tries, is %i ms', (retryAfter, retries, wait) => {
    expect(waitBeforeRetry(retryAfter, retries)).toBe(wait);
  });
});

describe('a chunk that is ingested while storage is throttled', () => {
  const sessionsOf = async (tenant: string) =>
    (await listFindings(services.tables, tenant)).reduce((sum, { finding }) => sum + finding.sessions, 0);
  const busy = (isBusy: BusyStorage['isBusy']) => {
    for (const door of [doors.tables, doors.blobs]) Object.assign(door, { isBusy });
  };
  afterEach(() => {
    busy(() => undefined);
  });

  it('at every other request, is read all the same', async () => {
    await grantAll(services, 'throttled', PIECES);
    busy((request) => (request % 2 === 0 ? { status: request % 4 === 0 ? 503 : 429, retryAfter: '0' } : undefined));
    for (const piece of PIECES) await ingestPiece(services, 'throttled', piece);
    expect(await sessionsOf('throttled')).toBe(1);
  });

  it('for longer than it is waited for, is no bad chunk: it is found and read when storage is back', async () => {
    const later = { ...services, now: () => new Date(Date.now() + 15 * 60_000), tellOldestUningested: () => undefined };
    await grantAll(services, 'stopped', PIECES);
    await upload(services, 'stopped', PIECES);
    let left = 3;
    busy(() => ((left -= 1) < 0 ? { status: 503, retryAfter: '0' } : undefined));
    for (let delivery = 0; delivery < 5; delivery += 1)
      for (const piece of PIECES) await expect(ingestPiece(services, 'stopped', piece)).rejects.toMatchObject({ statusCode: 503 });
    await expect(findLostUploads(later)).rejects.toMatchObject({ statusCode: 503 });
    busy(() => undefined);
    await findLostUploads(later);
    for (const piece of PIECES)
      expect(await readLedger(services.tables, chunkOf('stopped', piece))).toMatchObject({ status: 'ingested', attempts: 0 });
    expect(await sessionsOf('stopped')).toBe(1);
  });
});
