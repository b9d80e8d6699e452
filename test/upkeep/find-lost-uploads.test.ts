import type { Services } from '../../lib/services.js';
import { noteOverruled, readLedger } from '../../lib/store/chunk-table.js';
import { listFindings } from '../../lib/store/finding-table.js';
import { OPEN_GRANT_PARTITIONS, oldestUningested } from '../../lib/store/open-grant-table.js';
import { OperationCounter, sumOf } from '../bench/storage-operations.js';
import { findLostUploads } from '../../lib/upkeep/find-lost-uploads.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { chunkOf, grantAll, ingestPiece, upload, type Piece } from '../ingest/chunked-log.js';
import { crashingAt } from '../ingest/crashing-tables.js';
import { localServices } from '../store/local-tables.js';

const services = localServices();
const LOG = fixtureLog('00-seed-unknowncredentials.log');
const CUT = LOG.indexOf('\n', 600) + 1;
const WHOLE: Piece = { from: 0, to: LOG.length, bytes: LOG };
const HALVES: readonly Piece[] = [
  { from: 0, to: CUT, bytes: LOG.subarray(0, CUT) },
  { from: CUT, to: LOG.length, bytes: LOG.subarray(CUT) },
];

/** The blobs carry the emulator's time, so the tests' clock begins with it. */
const GRANTED = Date.now();

/** The services as they are so many minutes after the grants. */
function after(minutes: number, changes: Partial<Services> = {}): Services {
  return { ...services(), now: () => new Date(GRANTED + minutes * 60_000), ...changes };
}

/** Runs the timer's function. @returns the metric that it told. */
async function look(minutes: number, changes: Partial<Services> = {}): Promise<number> {
  let told = 0;
  await findLostUploads({ ...after(minutes, changes), tellOldestUningested: (_, seconds) => void (told = seconds) });
  return told;
}

async function statusOf(tenant: string, piece = WHOLE): Promise<string | undefined> {
  return (await readLedger(services().tables, chunkOf(tenant, piece)))?.status;
}

/** Grants of a tenant that are still on the list. */
async function openGrants(tenant: string): Promise<number> {
  let count = 0;
  for await (const { tenant: owner } of services().tables.OpenGrants.listEntities<{ tenant: string }>()) if (owner === tenant) count += 1;
  return count;
}

async function sessionsFound(tenant: string): Promise<number> {
  return (await listFindings(services().tables, tenant)).reduce((sum, { finding }) => sum + finding.sessions, 0);
}

describe('a chunk whose event was lost', () => {
  it('is found after ten minutes and ingested, and how long it waited is told', async () => {
    await grantAll(after(0), 'lost', HALVES);
    await upload(after(0), 'lost', HALVES);
    expect(await look(9)).toBe(0);
    expect(await statusOf('lost', HALVES[0])).toBe('granted');
    expect(await look(11)).toBeGreaterThan(10 * 60);
    expect([await statusOf('lost', HALVES[0]), await statusOf('lost', HALVES[1])]).toEqual(['ingested', 'ingested']);
    expect([await sessionsFound('lost'), await openGrants('lost')]).toEqual([1, 0]);
    expect(await look(16)).toBe(0);
  });

  it('is ingested once by two runs at once, beside its own late event', async () => {
    await grantAll(after(0), 'twice', HALVES);
    await upload(after(0), 'twice', HALVES);
    await Promise.all([look(11), look(11), ...HALVES.map((half) => ingestPiece(after(11), 'twice', half))]);
    expect([await sessionsFound('twice'), await openGrants('twice')]).toEqual([1, 0]);
  });

  it('is found although its shipper asked twice for the grant', async () => {
    await grantAll(after(0), 'asked-twice', [WHOLE]);
    await grantAll(after(3), 'asked-twice', [WHOLE]);
    await upload(after(3), 'asked-twice', [WHOLE]);
    await look(14);
    expect([await statusOf('asked-twice'), await openGrants('asked-twice')]).toEqual(['ingested', 0]);
  });

  it('is seen to wait while it can’t be ingested, until it is in quarantine', async () => {
    await grantAll(after(0), 'failing', [WHOLE]);
    await upload(after(0), 'failing', [WHOLE]);
    const tables = { ...services().tables, Activity: crashingAt(1, services().tables).Activity };
    for (let run = 1; run <= 5; run += 1) {
      expect(await look(10 + 5 * run, { tables })).toBeGreaterThan(0);
      expect(await oldestUningested(services().tables, 'failing')).toBeDefined();
      expect(await oldestUningested(services().tables, 'failing-neighbour')).toBeUndefined();
    }
    expect(await statusOf('failing')).toBe('quarantined');
    expect(await look(40)).toBe(0);
    expect([await openGrants('failing'), await oldestUningested(services().tables, 'failing')]).toEqual([0, undefined]);
  });

  it('is found by the next run, wherever the power fails in this one', async () => {
    for (let write = 1; write <= 14; write += 1) {
      const tenant = `power-${write}`;
      await grantAll(after(0), tenant, [WHOLE]);
      await upload(after(0), tenant, [WHOLE]);
      await look(11, { tables: crashingAt(write, services().tables) }).catch(() => undefined);
      await look(16);
      expect({ write, status: await statusOf(tenant), sessions: await sessionsFound(tenant) }).toEqual({
        write,
        status: 'ingested',
        sessions: 1,
      });
      await look(21);
      expect(await openGrants(tenant)).toBe(0);
    }
  }, 60_000);
});

describe('a grant', () => {
  it('is taken off by a look when its chunk was ingested as it should be, many of them by few operations', async () => {
    await look(500); // whatever the other tests left
    const bytes = Buffer.from(LOG.toString('latin1').split('\n').slice(5, 6).join('\n') + '\n');
    const pieces = Array.from({ length: 60 }, (_, index) => ({ from: index * bytes.length, to: (index + 1) * bytes.length, bytes }));
    await grantAll(after(0), 'ordinary', pieces);
    for (const piece of pieces.slice(0, 3)) await ingestPiece(after(1), 'ordinary', piece);
    for (const piece of pieces.slice(3)) await noteOverruled(services().tables, chunkOf('ordinary', piece), 'superseded', '');
    expect(await openGrants('ordinary')).toBe(60);
    const [, tableUrl = ''] = /TableEndpoint=([^;]+)/.exec(services().connectionString) ?? [];
    const counter = new OperationCounter({ tableUrl, blobUrl: 'http://none:1', queueUrl: 'http://none:2' });
    await look(11);
    counter.stop();
    expect(await openGrants('ordinary')).toBe(0);
    // What is due in each partition, the file's part of the ledger, and one transaction.
    expect(sumOf(counter.counts)).toBe(OPEN_GRANT_PARTITIONS + 2);
  });

  it('whose blob never comes is looked for three times, and forgotten an hour after it expired', async () => {
    await grantAll(after(0), 'silent', [WHOLE]);
    let reads = 0;
    const readChunkBlob: Services['readChunkBlob'] = async (chunk) => {
      if (chunk.tenant === 'silent') reads += 1;
      return services().readChunkBlob(chunk);
    };
    for (let minutes = 0; minutes < 75; minutes += 5) {
      await look(minutes, { readChunkBlob });
      expect(await openGrants('silent')).toBe(1);
    }
    await look(76, { readChunkBlob });
    expect([reads, await openGrants('silent')]).toEqual([3, 0]);
    expect(await statusOf('silent')).toBe('granted');
  });

  it('is granted anew when its shipper comes back after it was forgotten', async () => {
    await grantAll(after(0), 'back', [WHOLE]);
    await look(76);
    await look(81);
    expect(await openGrants('back')).toBe(0);
    await grantAll(after(90), 'back', [WHOLE]);
    await upload(after(90), 'back', [WHOLE]);
    await look(101);
    expect([await statusOf('back'), await openGrants('back')]).toEqual(['ingested', 0]);
  });

  it('beyond what one run may do is left to the next', async () => {
    await look(500); // whatever the other tests left
    await grantAll(after(0), 'many', HALVES);
    await upload(after(0), 'many', HALVES);
    const bounds = { grants: 1, atOnce: 4, milliseconds: 60_000 };
    await findLostUploads(after(11), bounds);
    expect(await openGrants('many')).toBe(1);
    await findLostUploads(after(11), bounds);
    expect(await openGrants('many')).toBe(0);
  });
});
