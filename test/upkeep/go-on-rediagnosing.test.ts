import { RestError } from '@azure/data-tables';
import { sendLog } from '../../lib/diagnosis/examples.js';
import type { Rule } from '../../lib/diagnosis/rule.js';
import { RULES } from '../../lib/diagnosis/rules/index.js';
import type { Services } from '../../lib/services.js';
import type { ReadChunkBlob } from '../../lib/store/chunk-blobs.js';
import { chunkBlobName } from '../../lib/store/chunk.js';
import { listFindings } from '../../lib/store/finding-table.js';
import {
  cancelRediagnosis,
  findRediagnosis,
  leaseRediagnosis,
  listRediagnoses,
  MAX_OPEN_REDIAGNOSES,
  openRediagnoses,
  requestRediagnosis,
  type Rediagnosis,
} from '../../lib/store/rediagnosis-table.js';
import { goOnRediagnosing, RUN_BOUNDS } from '../../lib/upkeep/go-on-rediagnosing.js';
import { chunkOf, grantAll, ingestPiece, upload, type Piece } from '../ingest/chunked-log.js';
import { crashingAt } from '../ingest/crashing-tables.js';
import { localServices } from '../store/local-tables.js';

const services = localServices();
const START = Date.now();

/** The rules as they were before Mailflow knew of refused connections. */
const FORMER_RULES: readonly Rule[] = RULES.filter(({ id }) => id !== 'connect-refused');

const REFUSED = '*,,attempting to connect\n*,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061"\n-,,Local';

/** A log of sessions that fail, one in each of these minutes after half past nine; every piece holds one, but for the lines that `crossing` moves. */
function pieces(minutes: readonly number[], crossing = 0): readonly Piece[] {
  const sessions = minutes.map((minute, index) => {
    const time = new Date(Date.UTC(2024, 4, 14, 9, 30 + minute)).toISOString().slice(0, 16);
    return sendLog(REFUSED, { sessionId: `08DC73F0A1B2000${index}` }).replace(/^2024-05-14T09:30/gm, time);
  });
  const lines = sessions.join('\n').split('\n');
  const ends = minutes.map((_, index) => Math.min(lines.length, 3 * (index + 1) + crossing));
  let from = 0;
  return ends.map((end, index) => {
    const bytes = Buffer.from(
      lines
        .slice(ends[index - 1] ?? 0, end)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const piece = { from, to: from + bytes.length, bytes };
    from = piece.to;
    return piece;
  });
}

/** The services so many minutes later; whatever findings do is nobody's concern here. */
function after(minutes: number, changes: Partial<Services> = {}): Services {
  return { ...services(), now: () => new Date(START + minutes * 60_000), tell: () => undefined, ...changes };
}

/** A tenant whose log was read by former rules. */
async function tenantOf(tenant: string, log: readonly Piece[]): Promise<void> {
  await grantAll(after(0), tenant, log);
  await upload(after(0), tenant, log);
  for (const piece of log) await ingestPiece(after(0, { rules: FORMER_RULES }), tenant, piece);
}

let requests = 0;

async function request(tenant: string, range: Partial<Pick<Rediagnosis, 'since' | 'until' | 'server'>> = {}): Promise<Rediagnosis> {
  const { since = new Date('2024-05-14T00:00:00Z'), until = new Date('2024-05-15T00:00:00Z'), server } = range;
  const suffix = (requests += 1).toString(16);
  const rediagnosis = await requestRediagnosis(services().tables, { tenant, since, until, server }, after(0).now(), suffix);
  if (rediagnosis === undefined) throw new Error('Too many are open.');
  return rediagnosis;
}

async function now(rediagnosis: Rediagnosis): Promise<Rediagnosis> {
  return (await findRediagnosis(services().tables, rediagnosis)) ?? rediagnosis;
}

async function rulesFound(tenant: string): Promise<readonly string[]> {
  return (await listFindings(services().tables, tenant)).map(({ finding: { rule, sessions } }) => `${rule} ${sessions}`).sort();
}

function readOf({ status, progress }: Rediagnosis): string {
  return `${status} ${progress.chunksRead}`;
}

/** A run begins, and nothing more is heard of it. */
async function dies(rediagnosis: Rediagnosis, minutes: number): Promise<void> {
  const listed = (await openRediagnoses(services().tables)).find(({ id }) => id === rediagnosis.id);
  expect(listed && (await leaseRediagnosis(services().tables, listed, after(minutes).now()))).toBeDefined();
}

/** The container without this chunk. */
function without(tenant: string, gone: Piece): ReadChunkBlob {
  const name = chunkBlobName(chunkOf(tenant, gone));
  return (chunk) => (chunkBlobName(chunk) === name ? Promise.resolve(undefined) : services().readChunkBlob(chunk));
}

/** One piece a run. */
const SMALL = { ...RUN_BOUNDS, bytes: 1, milliseconds: Infinity };

afterEach(async () => {
  for (const named of await openRediagnoses(services().tables)) await cancelRediagnosis(services().tables, named, new Date(START));
});

describe('a re-diagnosis', () => {
  it('finds what today’s rules find, and withdraws what they don’t, also of sessions that cross chunks', async () => {
    const log = pieces([0, 1, 2], 1);
    await tenantOf('rules-changed', log);
    expect(await rulesFound('rules-changed')).toEqual([expect.stringMatching(/^unrecognised-\S+ 3$/)]);
    const rediagnosis = await request('rules-changed');
    expect(rediagnosis.status).toBe('waiting');
    const told: string[] = [];
    await goOnRediagnosing(after(1, { tell: ({ change, rule }) => void told.push(`${rule.split('-')[0] ?? ''} ${change}`) }));
    expect(await rulesFound('rules-changed')).toEqual(['connect-refused 3']);
    expect(told.sort()).toEqual(['connect opened', 'unrecognised withdrawn']);
    const bytes = log.reduce((sum, { from, to }) => sum + to - from, 0);
    expect(await now(rediagnosis)).toMatchObject({
      status: 'done',
      progress: { filesDone: 1, filesTotal: 1, chunksRead: 3, bytesRead: bytes, chunksMissing: 0, chunksFailed: 0 },
    });
    expect(await openRediagnoses(services().tables)).toEqual([]);
  });

  it('reads the chunks that hold records of its time range, and no other', async () => {
    await tenantOf('in-part', pieces([0, 60, 120, 180]));
    const range = { since: new Date('2024-05-14T10:00:00Z'), until: new Date('2024-05-14T12:00:00Z') };
    const rediagnosis = await request('in-part', range);
    await goOnRediagnosing(after(1));
    expect(await now(rediagnosis)).toMatchObject({ status: 'done', progress: { chunksRead: 2 } });
    expect(await rulesFound('in-part')).toEqual(['connect-refused 2', expect.stringMatching(/^unrecognised-\S+ 2$/)]);
  });

  it('goes on where the run before has ended, as long as it takes', async () => {
    await tenantOf('bit-by-bit', pieces([0, 1, 2]));
    const rediagnosis = await request('bit-by-bit');
    for (const read of [1, 2, 3]) {
      await goOnRediagnosing(after(read), SMALL);
      expect(await now(rediagnosis)).toMatchObject({ status: 'running', progress: { chunksRead: read } });
    }
    await goOnRediagnosing(after(4), SMALL);
    expect((await now(rediagnosis)).status).toBe('done');
  });

  it('is gone on with by one of two runs, and by another when that one has died', async () => {
    await tenantOf('leased', pieces([0, 1, 2]));
    const rediagnosis = await request('leased');
    await dies(rediagnosis, 1);
    await goOnRediagnosing(after(2));
    expect((await now(rediagnosis)).progress.chunksRead).toBe(0);
    await goOnRediagnosing(after(7));
    expect(await now(rediagnosis)).toMatchObject({ status: 'done', progress: { chunksRead: 3 } });
  });

  it('comes to its end, wherever the power fails on the way', async () => {
    const log = pieces([0, 1], 1);
    let hasFailed = true;
    for (let write = 1; hasFailed; write += 1) {
      const tenant = `power-${write}`;
      await tenantOf(tenant, log);
      const rediagnosis = await request(tenant);
      hasFailed = await goOnRediagnosing(after(1, { tables: crashingAt(write, services().tables) })).then(
        () => false,
        () => true,
      );
      await goOnRediagnosing(after(7));
      expect({ write, found: await rulesFound(tenant), status: (await now(rediagnosis)).status }).toEqual({
        write,
        found: ['connect-refused 2'],
        status: 'done',
      });
    }
  }, 120_000);

  it('of one tenant does not wait for another’s', async () => {
    await tenantOf('long', pieces([0, 1, 2, 3, 4, 5, 6, 7, 8]));
    await tenantOf('short', pieces([0]));
    const [long, short] = [await request('long'), await request('short')];
    const bytes = pieces([0, 1]).reduce((sum, { from, to }) => sum + to - from, 0);
    await goOnRediagnosing(after(1), { ...SMALL, bytes });
    expect([(await now(long)).progress.chunksRead, (await now(short)).progress.chunksRead]).toEqual([1, 1]);
  });

  it('that somebody cancels reads no more, and what it has read stays so', async () => {
    await tenantOf('cancelled', pieces([0, 1, 2]));
    const rediagnosis = await request('cancelled');
    const readChunkBlob: ReadChunkBlob = async (chunk) => {
      await cancelRediagnosis(services().tables, rediagnosis, new Date(START));
      return services().readChunkBlob(chunk);
    };
    await goOnRediagnosing(after(1, { readChunkBlob }));
    expect(await now(rediagnosis)).toMatchObject({ status: 'cancelled' });
    expect(await rulesFound('cancelled')).toEqual(['connect-refused 1', expect.stringMatching(/^unrecognised-\S+ 2$/)]);
    await goOnRediagnosing(after(7));
    expect(await rulesFound('cancelled')).toHaveLength(2);
  });

  it('is asked for whole or not at all, wherever the power fails', async () => {
    for (const write of [1, 2]) {
      const tenant = `half-asked-${write}`;
      await tenantOf(tenant, pieces([0, 1]));
      const range = { tenant, since: new Date(0), until: new Date(START), server: undefined };
      await expect(requestRediagnosis(crashingAt(write, services().tables), range, after(0).now(), '1')).rejects.toThrow('power');
      expect(await listRediagnoses(services().tables, tenant, { limit: 10 })).toEqual([]);
      await goOnRediagnosing(after(1));
      expect({ write, read: (await listRediagnoses(services().tables, tenant, { limit: 10 })).map(readOf) }).toEqual({
        write,
        read: write === 1 ? [] : ['done 2'],
      });
      expect(await openRediagnoses(services().tables)).toEqual([]);
    }
  });

  it.each(['goes on then', 'dies then'])(
    'is read once when its requester is so slow that a timer looks in between, and %s',
    async (then) => {
      const tenant = `slowly-asked-${then === 'dies then' ? 'and-died' : ''}`;
      await tenantOf(tenant, pieces([0, 1]));
      const range = { tenant, since: new Date(0), until: new Date(START), server: undefined };
      const { Rediagnoses } = services().tables;
      const slow = Object.create(Rediagnoses, {
        submitTransaction: {
          value: async (...rows: Parameters<typeof Rediagnoses.submitTransaction>) => {
            await goOnRediagnosing(after(6));
            if (then === 'goes on then') return Rediagnoses.submitTransaction(...rows);
            throw new Error('The power failed.');
          },
        },
      }) as typeof Rediagnoses;
      const asked = requestRediagnosis({ ...services().tables, Rediagnoses: slow }, range, after(0).now(), '1');
      if (then === 'goes on then') await asked;
      else await expect(asked).rejects.toThrow('power');
      await goOnRediagnosing(after(7));
      expect((await listRediagnoses(services().tables, tenant, { limit: 10 })).map(readOf)).toEqual(['done 2']);
      expect(await openRediagnoses(services().tables)).toEqual([]);
    },
  );

  it('is refused to a tenant that has too many under way', async () => {
    for (let open = 0; open < MAX_OPEN_REDIAGNOSES; open += 1) await request('eager');
    await expect(request('eager')).rejects.toThrow('Too many');
    await request('modest');
  });
});

describe('a chunk that a re-diagnosis can’t read', () => {
  it('because its blob is not kept any more is named, what was said of it stays, and the others are read', async () => {
    const log = pieces([0, 1, 2]);
    const [first, second] = log;
    if (first === undefined || second === undefined) throw new Error('There are three.');
    await tenantOf('gone', log);
    const rediagnosis = await request('gone');
    await goOnRediagnosing(after(1, { readChunkBlob: without('gone', second) }));
    expect(await now(rediagnosis)).toMatchObject({
      status: 'done',
      progress: { chunksRead: 2, chunksMissing: 1, missing: [chunkBlobName(chunkOf('gone', second))], chunksFailed: 0 },
    });
    expect(await rulesFound('gone')).toEqual(['connect-refused 2', expect.stringMatching(/^unrecognised-\S+ 1$/)]);
  });

  it('because it is spoiled is named with the reason', async () => {
    const log = pieces([0, 1]);
    await tenantOf('spoiled', log);
    const rediagnosis = await request('spoiled');
    const readChunkBlob: ReadChunkBlob = async (chunk) => {
      const stored = await services().readChunkBlob(chunk);
      return stored && chunk.from === 0 ? { ...stored, packed: Buffer.from('no brotli') } : stored;
    };
    await goOnRediagnosing(after(1, { readChunkBlob }));
    const { status, progress } = await now(rediagnosis);
    expect({ status, progress }).toMatchObject({ status: 'done', progress: { chunksRead: 1, chunksFailed: 1 } });
    expect(progress.failed).toMatchObject([
      { blob: expect.stringContaining('spoiled/EX01/hub/smtp-send'), error: { name: 'UnreadableChunk', message: expect.any(String) } },
    ]);
  });

  it('because it lay in quarantine is read now that Mailflow knows better', async () => {
    const [piece] = pieces([0]);
    if (piece === undefined) throw new Error('There is one.');
    await grantAll(after(0), 'healed', [piece]);
    await upload(after(0), 'healed', [piece]);
    const tables = { ...services().tables, Activity: crashingAt(1, services().tables).Activity };
    for (let attempt = 0; attempt < 5; attempt += 1) await ingestPiece(after(0, { tables }), 'healed', piece).catch(() => undefined);
    await request('healed');
    await goOnRediagnosing(after(1));
    expect(await rulesFound('healed')).toEqual(['connect-refused 1']);
  });

  it('since it ends whatever process reads it is passed over after five runs, named, and the others are read', async () => {
    const log = pieces([0, 1]);
    await tenantOf('deadly', log);
    const rediagnosis = await request('deadly');
    for (let run = 1; run <= 5; run += 1) await dies(rediagnosis, 6 * run);
    await goOnRediagnosing(after(36));
    expect(await now(rediagnosis)).toMatchObject({
      status: 'done',
      progress: { chunksRead: 1, chunksFailed: 1, failed: [{ error: { message: expect.stringContaining('5 runs ended') } }] },
    });
  });

  it('since the storage does not answer is read by a later run', async () => {
    await tenantOf('stormy', pieces([0, 1]));
    const rediagnosis = await request('stormy');
    const readChunkBlob: ReadChunkBlob = () => Promise.reject(new RestError('Server busy', { statusCode: 503, code: 'ServerBusy' }));
    await expect(goOnRediagnosing(after(1, { readChunkBlob }))).rejects.toThrow('busy');
    expect(await now(rediagnosis)).toMatchObject({ status: 'running', progress: { chunksRead: 0, chunksFailed: 0 } });
    await goOnRediagnosing(after(2));
    expect(await now(rediagnosis)).toMatchObject({ status: 'done', progress: { chunksRead: 2 } });
  });
});
