import { brotliCompressSync } from 'node:zlib';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import type { Services } from '../../lib/services.js';
import { readLedger } from '../../lib/store/chunk-table.js';
import type { ChunkTrouble } from '../../lib/store/chunk-trouble.js';
import { listQuarantined } from '../../lib/store/quarantine-table.js';
import { chunkEvent } from '../../lib/telemetry/chunk-events.js';
import { NO_TELEMETRY } from '../../lib/telemetry/telemetry.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { localServices } from '../store/local-tables.js';
import { chunkOf, ingestPiece, type Piece } from './chunked-log.js';
import { crashingAt } from './crashing-tables.js';

const services = localServices();
const LOG = fixtureLog('00-seed-unknowncredentials.log');
const PIECE: Piece = { from: 0, to: LOG.length, bytes: LOG };
const SPOILED = Buffer.from('no brotli, and a secret of the customer');

function working(troubles: ChunkTrouble[] = [], changes: Partial<Services> = {}): Services {
  return { ...services(), tellTrouble: (trouble) => void troubles.push(trouble), ...changes };
}

async function fails(tenant: string, packed: Buffer, using: Services): Promise<void> {
  await expect(ingestLogChunk(packed, chunkOf(tenant, PIECE), {}, using)).rejects.toThrow();
}

async function listed(tenant: string): Promise<number> {
  return (await listQuarantined(services().tables, tenant, { limit: 10 })).length;
}

async function statusOf(tenant: string): Promise<string | undefined> {
  return (await readLedger(services().tables, chunkOf(tenant, PIECE)))?.status;
}

describe('a chunk goes into quarantine', () => {
  it('at once when trying again can’t help, and this is told once however often it comes', async () => {
    const troubles: ChunkTrouble[] = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) await fails('spoiled', SPOILED, working(troubles));
    await Promise.all([1, 2, 3].map(() => fails('spoiled', SPOILED, working(troubles))));
    expect(await listQuarantined(services().tables, 'spoiled', { limit: 10 })).toMatchObject([{ attempts: 9 }]);
    expect(troubles).toMatchObject([{ trouble: 'quarantined', chunk: { tenant: 'spoiled' } }]);
  });

  it('after five attempts when Mailflow fails, and leaves it when it was read after all', async () => {
    const troubles: ChunkTrouble[] = [];
    const stumbling = {
      ...services().tables,
      Fragments: crashingAt(1, services().tables).Fragments,
      Activity: crashingAt(1, services().tables).Activity,
    };
    for (let attempt = 1; attempt <= 4; attempt += 1)
      await fails('stumbled', brotliCompressSync(LOG), working(troubles, { tables: stumbling }));
    expect([await listed('stumbled'), await statusOf('stumbled'), troubles.length]).toEqual([0, 'received', 0]);
    await fails('stumbled', brotliCompressSync(LOG), working(troubles, { tables: stumbling }));
    expect([await listed('stumbled'), await statusOf('stumbled'), troubles.length]).toEqual([1, 'quarantined', 1]);
    await ingestPiece(working(troubles), 'stumbled', PIECE);
    expect([await listed('stumbled'), await statusOf('stumbled'), troubles.length]).toEqual([0, 'ingested', 1]);
  });

  it('and is listed whenever the ledger says so, wherever the power fails', async () => {
    for (let write = 1; write <= 12; write += 1) {
      const tenant = `power-${write}`;
      await fails(tenant, SPOILED, working([], { tables: crashingAt(write, services().tables) }));
      if ((await statusOf(tenant)) === 'quarantined') expect(await listed(tenant)).toBe(1);
      await fails(tenant, SPOILED, working());
      expect([await listed(tenant), await statusOf(tenant)]).toEqual([1, 'quarantined']);
      const powerless = working([], { tables: crashingAt(write, services().tables) });
      await ingestPiece(powerless, tenant, PIECE).catch(() => undefined);
      if ((await statusOf(tenant)) === 'quarantined') expect(await listed(tenant)).toBe(1);
      await ingestPiece(working(), tenant, PIECE);
      expect([await listed(tenant), await statusOf(tenant)]).toEqual([0, 'ingested']);
    }
  });

  it('and the event says where it failed, and nothing of the log', async () => {
    const troubles: ChunkTrouble[] = [];
    await fails('discreet', SPOILED, working(troubles));
    const told: unknown[] = [];
    for (const trouble of troubles) chunkEvent({ ...NO_TELEMETRY, event: (...event) => void told.push(event) }, trouble);
    expect(told).toMatchObject([
      [
        'chunk.quarantined',
        { tenant: 'discreet', server: 'EX01', reason: expect.stringMatching(/^UnreadableChunk lib\/ingest\/unpack-chunk\.ts:\d+$/) },
      ],
    ]);
    expect(JSON.stringify(told)).not.toContain('secret');
  });
});
