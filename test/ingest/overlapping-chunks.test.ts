import { sendLog } from '../../lib/diagnosis/examples.js';
import { concludeOpenSessions } from '../../lib/ingest/conclude-open-sessions.js';
import { forgetChunks } from '../../lib/ingest/forget-chunks.js';
import { readActivity, readHealthyFrom } from '../../lib/store/activity-table.js';
import { changesSince } from '../../lib/store/change-table.js';
import { readClaims } from '../../lib/store/claimed-ranges.js';
import { readLedger } from '../../lib/store/chunk-table.js';
import type { ChunkTrouble } from '../../lib/store/chunk-trouble.js';
import { listFindings } from '../../lib/store/finding-table.js';
import { quarantineId } from '../../lib/store/quarantine-table.js';
import { findSession } from '../../lib/store/session-table.js';
import type { Services } from '../../lib/services.js';
import { localServices } from '../store/local-tables.js';
import { chunkOf, grantAll, ingestPiece, upload, type Piece } from './chunked-log.js';
import { crashingAt } from './crashing-tables.js';

const services = localServices();
const NOW = new Date('2026-01-01T12:00:00Z');

const REFUSED = '*,,attempting to connect\n*,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061"\n-,,Local';
const DELIVERED =
  '*,,attempting to connect\n+,,\n<,220 ready,\n>,MAIL FROM:<a@x.example>,\n<,250 Ok,\n>,RCPT TO:<b@x.example>,\n<,250 Ok,\n>,BDAT 10 LAST,\n<,250 2.6.0 Queued,\n>,QUIT,\n-,,Local';

/** Six sessions, every other one fails, each with a host of its own. */
function lines(refused = REFUSED): string[] {
  return Array.from({ length: 6 }, (_, index) =>
    sendLog(index % 2 === 0 ? refused : DELIVERED, {
      sessionId: `08DC73F0A1B2000${index}`,
      remote: `198.51.100.${index % 4}:25`,
    }).split('\n'),
  ).flat();
}

const LOG = Buffer.from(`${lines().join('\n')}\n`);
/** The same log as another server would have it: other words of the same length. */
const OTHER_LOG = Buffer.from(`${lines(REFUSED.replaceAll('10061', '10060')).join('\n')}\n`);
const ENDS = [0, ...[...LOG.entries()].flatMap(([index, byte]) => (byte === 0x0a ? [index + 1] : []))];

/** The lines of a log from one to before another, as a chunk. */
function piece(fromLine: number, toLine: number, { log = LOG, codec }: { log?: Buffer; codec?: 'br' | 'gz' } = {}): Piece {
  const [from = 0, to = 0] = [ENDS[fromLine], ENDS[toLine]];
  return { from, to, bytes: log.subarray(from, to), ...(codec !== undefined && { codec }) };
}

const LAST = ENDS.length - 1;
const troubles: ChunkTrouble[] = [];

function working(): Services {
  return { ...services(), now: () => NOW, tellTrouble: (trouble) => void troubles.push(trouble) };
}

let tenants = 0;

/** A tenant whose pieces are all granted and lie in their blobs. */
async function tenantWith(pieces: readonly Piece[]): Promise<string> {
  const tenant = `overlap-${(tenants += 1)}`;
  await grantAll(working(), tenant, pieces);
  await upload(working(), tenant, pieces);
  return tenant;
}

async function ingestedInOrder(pieces: readonly Piece[]): Promise<string> {
  const tenant = await tenantWith(pieces);
  for (const each of pieces) await ingestPiece(working(), tenant, each);
  return tenant;
}

/** All that the tables say of a tenant. */
async function answersOf(tenant: string): Promise<unknown> {
  const { tables } = services();
  const source = { tenant, server: 'EX01', stream: 'hub/smtp-send' } as const;
  await concludeOpenSessions({ ...working(), now: () => new Date(NOW.getTime() + 3_600_000) });
  const findings = (await listFindings(tables, tenant)).map(({ finding, condition }) => ({ finding, condition }));
  const sessions = await Promise.all(
    Array.from({ length: 6 }, (_, index) => index).map(async (index) => {
      const identifiers = findings.flatMap(({ finding }) => finding.samples).map(({ session = '' }) => session);
      const identifier = identifiers.find((id) => id.includes(`08DC73F0A1B2000${index}`));
      return identifier === undefined
        ? undefined
        : (await findSession(tables, tenant, identifier))?.session.records.map(({ text }) => text);
    }),
  );
  const hours: unknown[] = [];
  for await (const hour of readActivity(tables, source, '2000', '2100')) hours.push(hour);
  for await (const hour of readHealthyFrom(tables, source, '2000')) hours.push(hour);
  return JSON.parse(JSON.stringify({ findings, sessions, hours }));
}

async function statusesOf(tenant: string, pieces: readonly Piece[]): Promise<readonly (string | undefined)[]> {
  return Promise.all(pieces.map(async (each) => (await readLedger(services().tables, chunkOf(tenant, each)))?.status));
}

const CASES: readonly { told: string; pieces: readonly Piece[]; counting: readonly number[] }[] = [
  { told: 'one ends within the other', pieces: [piece(0, 18), piece(11, LAST)], counting: [0] },
  { told: 'one begins as the other and is longer', pieces: [piece(0, LAST), piece(0, 16)], counting: [0] },
  { told: 'both have the same bytes, compressed otherwise', pieces: [piece(0, 20), piece(0, 20, { codec: 'gz' })], counting: [0] },
  { told: 'one is cut in two', pieces: [piece(2, 15), piece(4, 9), piece(9, 15)], counting: [0] },
  { told: 'the middle one of three overlaps with both others', pieces: [piece(0, 12), piece(8, 25), piece(22, LAST)], counting: [0, 2] },
];

describe('of chunks that claim the same bytes of a log file, exactly one counts', () => {
  it.each(CASES)(
    'in whatever order they come: $told',
    async ({ pieces, counting }) => {
      const alone = await answersOf(await ingestedInOrder(counting.flatMap((index) => pieces[index] ?? [])));
      for (const order of ordersOf(pieces)) {
        const tenant = await ingestedInOrder(order);
        expect(await statusesOf(tenant, pieces)).toEqual(pieces.map((_, index) => (counting.includes(index) ? 'ingested' : 'superseded')));
        expect(await answersOf(tenant)).toEqual(alone);
      }
      expect(troubles).toEqual([]);
    },
    120_000,
  );

  it('when they come at the same moment, and come again', async () => {
    const pieces = [piece(0, 18), piece(11, LAST)];
    const alone = await answersOf(await ingestedInOrder(pieces.slice(0, 1)));
    const tenant = await tenantWith(pieces);
    await Promise.all([...pieces, ...pieces].map((each) => ingestPiece(working(), tenant, each)));
    for (const each of pieces) await ingestPiece(working(), tenant, each);
    expect(await statusesOf(tenant, pieces)).toEqual(['ingested', 'superseded']);
    expect(await answersOf(tenant)).toEqual(alone);
  });

  it('after sessions were already concluded on what does not count', async () => {
    const pieces = [piece(0, 18), piece(11, LAST)];
    const alone = await answersOf(await ingestedInOrder(pieces.slice(0, 1)));
    const tenant = await tenantWith(pieces);
    await ingestPiece(working(), tenant, pieces[1] as Piece);
    expect(await answersOf(tenant)).not.toEqual(alone);
    await ingestPiece(working(), tenant, pieces[0] as Piece);
    expect(await answersOf(tenant)).toEqual(alone);
  });

  it.each([
    { told: 'the one that counts comes last', order: [1, 0] },
    { told: 'the one that counts came first', order: [0, 1] },
  ])(
    'after a crash between any two writes and a retry: $told',
    async ({ order }) => {
      const pieces = [piece(0, 18), piece(11, LAST)];
      const [first, second] = order.map((index) => pieces[index]) as [Piece, Piece];
      const alone = await answersOf(await ingestedInOrder(pieces.slice(0, 1)));
      let crashed = true;
      for (let write = 1; crashed; write += 1) {
        const tenant = await tenantWith(pieces);
        await ingestPiece(working(), tenant, first);
        crashed = await ingestPiece({ ...working(), tables: crashingAt(write, services().tables) }, tenant, second).then(
          () => false,
          () => true,
        );
        await ingestPiece(working(), tenant, second);
        expect({ write, statuses: await statusesOf(tenant, pieces) }).toEqual({ write, statuses: ['ingested', 'superseded'] });
        expect({ write, answers: await answersOf(tenant) }).toEqual({ write, answers: alone });
      }
    },
    240_000,
  );
});

describe('chunks that hold other bytes for the same place', () => {
  it('are an alarm, told once, and still exactly one of them counts', async () => {
    const pieces = [piece(0, 18), piece(11, LAST, { log: OTHER_LOG })];
    const alone = await answersOf(await ingestedInOrder(pieces.slice(0, 1)));
    for (const order of ordersOf(pieces)) {
      troubles.length = 0;
      const tenant = await ingestedInOrder(order);
      for (const each of order) await ingestPiece(working(), tenant, each);
      expect(await answersOf(tenant)).toEqual(alone);
      expect(await readLedger(services().tables, chunkOf(tenant, pieces[1] as Piece))).toMatchObject({
        status: 'conflicting',
        problem: expect.stringMatching(/^From offset \d+ its bytes differ from those of 0+-\d+\.br, which counts\.$/),
      });
      expect(troubles).toMatchObject([{ trouble: 'conflicting', chunk: { tenant, from: pieces[1]?.from } }]);
      expect(await conflictsOf(tenant, pieces)).toEqual(['', 'opened']);
    }
  });

  it('are none any more when the one that counted does not, which is told', async () => {
    const pieces = [piece(4, 16), piece(11, LAST, { log: OTHER_LOG }), piece(0, 8)];
    const tenant = await ingestedInOrder(pieces);
    // The two contradict each other still; it is the other one that does not count.
    expect(await statusesOf(tenant, pieces)).toEqual(['conflicting', 'ingested', 'ingested']);
    expect(await conflictsOf(tenant, pieces)).toEqual(['opened', 'opened recovered', '']);
  });

  it('are none any more when they are forgotten, which is told', async () => {
    const pieces = [piece(0, 18), piece(11, LAST, { log: OTHER_LOG })];
    const tenant = await ingestedInOrder(pieces);
    const file = chunkOf(tenant, piece(0, 18));
    await forgetChunks(file, await readClaims(services().tables, file, { from: 0, to: LOG.length }), working());
    expect(await conflictsOf(tenant, pieces)).toEqual(['', 'opened recovered']);
  });
});

/** What people are told of each piece's conflict. */
async function conflictsOf(tenant: string, pieces: readonly Piece[]): Promise<readonly string[]> {
  const changes = await changesSince(services().tables, new Date(NOW.getTime() - 1), NOW, 10_000);
  return pieces.map((each) => {
    const subject = `chunk-conflicting-${quarantineId(chunkOf(tenant, each))}`;
    const own = changes.filter(({ subjectId }) => subjectId === subject).map(({ change }) => change);
    return [...new Set(own)].sort().join(' ');
  });
}

function ordersOf<Thing>(things: readonly Thing[]): readonly (readonly Thing[])[] {
  if (things.length < 2) return [things];
  return things.flatMap((first, index) => ordersOf(things.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}
