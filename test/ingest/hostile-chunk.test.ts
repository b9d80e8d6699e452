import { randomBytes } from 'node:crypto';
import { brotliCompressSync, constants } from 'node:zlib';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { MAX_EVIDENCE_CHARACTERS } from '../../lib/diagnosis/finding.js';
import { RULES } from '../../lib/diagnosis/rules/index.js';
import { CHUNK_LIMITS, type ChunkLimits } from '../../lib/ingest/chunk-limits.js';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import { readChunk, type ChunkReading } from '../../lib/ingest/read-chunk.js';
import { MAX_NAME_BYTES } from '../../lib/log/limits.js';
import type { Services } from '../../lib/services.js';
import { readActivity } from '../../lib/store/activity-table.js';
import { listFindings } from '../../lib/store/finding-table.js';
import { listChunks, type LedgerChunk } from '../../lib/store/log-file-ledger.js';
import { findSession } from '../../lib/store/session-table.js';
import { localServices } from '../store/local-tables.js';
import { strictTables } from '../store/strict-tables.js';
import { chunkOf } from './chunked-log.js';

const services = localServices();

/** A tenant whose whole log is one chunk. */
class Tenant {
  readonly services: Services = { ...services(), tables: strictTables(), tell: () => undefined };
  #chunk = chunkOf('hostile', { from: 0, to: 1 });

  async ingests(log: string): Promise<LedgerChunk | undefined> {
    const bytes = Buffer.from(log);
    this.#chunk = chunkOf('hostile', { from: 0, to: bytes.length });
    const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
    await ingestLogChunk(packed, this.#chunk, {}, this.services);
    const [chunk] = await listChunks(this.services.tables, this.#chunk, { limit: 1 });
    return chunk;
  }

  async findings() {
    return (await listFindings(this.services.tables, 'hostile')).map(({ finding }) => finding);
  }

  async hours() {
    const hours = [];
    for await (const hour of readActivity(this.services.tables, this.#chunk, '0000', '9999')) hours.push(hour);
    return hours;
  }

  async counted(): Promise<number> {
    const connectors = (await this.hours()).flatMap((hour) => Object.values(hour.connectors));
    const counters = connectors.flatMap((counts) => Object.entries(counts));
    return counters.reduce((sum, [name, count]) => sum + (name.startsWith('outcome:') ? count : 0), 0);
  }
}

const REFUSED = '*,,attempting to connect\n*,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061"\n-,,Local';

function sessionId(number: number): string {
  return (0x08dc73f0a1b20000n + BigInt(number)).toString(16).toUpperCase().padStart(16, '0');
}

/** A session that fails, a second after the one before. */
function refused(number: number): string {
  const second = new Date(Date.UTC(2024, 4, 14, 9, 30, number)).toISOString().slice(0, 19);
  return sendLog(REFUSED, { sessionId: sessionId(number) }).replace(/^2024-05-14T09:30:00/gm, second);
}

/** So many sessions, each one log line after the other. */
function sessions(count: number, told: (number: number) => string): string {
  return `${Array.from({ length: count }, (_, number) => told(number)).join('\n')}\n`;
}

/** As much as Azure takes of a text, and more than it takes of a row, which no compression makes small. */
function noise(bytes: number): string {
  return randomBytes(Math.ceil((bytes * 3) / 4))
    .toString('base64url')
    .slice(0, bytes);
}

describe('a chunk of a made-up log', () => {
  it.each([
    { told: 'greeting', rows: `+,,\n<,220 ${noise(2_000_000)},\n-,,Remote` },
    { told: 'refusal', rows: `+,,\n<,220 ready,\n>,MAIL FROM:<a@x.example>,\n<,550 5.7.1 ${noise(2_000_000)},\n-,,Local` },
    {
      told: 'recipient',
      rows: `+,,\n<,220 ready,\n>,MAIL FROM:<a@x.example>,\n<,250 Ok,\n>,RCPT TO:<${noise(2_000_000)}@x.example>,\n<,550 5.1.10 none,\n-,,Local`,
    },
    { told: 'name of a server', rows: `+,,\n<,220 ready,\n>,EHLO ${noise(2_000_000)},\n<,501 5.5.4 Invalid domain name,\n-,,Local` },
    {
      told: 'certificate',
      rows: `+,,\n*,," CN=${noise(2_000_000)} CN=x ${noise(40)} 2D21517CD71AA9FE85B27A5D6738A4172A543312 2019-01-01T00:00:00.000Z 2020-01-01T00:00:00.000Z ${noise(2_000_000)}",Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names\n*,,TLS negotiation failed with error UnknownCredentials\n-,,Local`,
    },
    { told: 'error', rows: `*,,attempting to connect\n*,,"Failed to connect. ${noise(2_000_000)}"\n-,,Local` },
  ])('in which the $told has two million characters is read, within all limits of a table', async ({ rows }) => {
    const tenant = new Tenant();
    expect(
      await tenant.ingests(`${sendLog(rows)}\n${sendLog(REFUSED, { connector: 'Neighbour', sessionId: sessionId(9) })}\n`),
    ).toMatchObject({
      status: 'ingested',
      sessions: 2,
      malformed: 0,
    });
    expect((await tenant.findings()).map(({ connector }) => connector)).toContain('Neighbour');
    for (const { evidence } of await tenant.findings())
      for (const { text } of evidence) expect(text.length).toBeLessThanOrEqual(MAX_EVIDENCE_CHARACTERS);
    for (const { samples } of await tenant.findings())
      expect(await findSession(tenant.services.tables, 'hostile', samples[0]?.session ?? '')).toBeDefined();
  });

  it('in which the remote endpoint has two million characters is read, and so is a session that crosses with it', async () => {
    const tenant = new Tenant();
    const remote = noise(2_000_000);
    const log = `${sendLog(REFUSED, { remote })}\n${sendLog('*,,attempting to connect', { remote, sessionId: sessionId(9) })}\n`;
    expect(await tenant.ingests(log)).toMatchObject({ status: 'ingested', sessions: 2 });
    expect(await tenant.findings()).toHaveLength(1);
  });

  it.each(['connector', 'sessionId'] as const)('in which the %s is longer than a name may be is read without that row', async (name) => {
    for (const [bytes, malformed] of [
      [MAX_NAME_BYTES - 1, 0],
      [MAX_NAME_BYTES, 0],
      [MAX_NAME_BYTES + 1, 3],
    ] as const) {
      const tenant = new Tenant();
      const log = `${sendLog(REFUSED, { [name]: noise(bytes) })}\n${sendLog(REFUSED, { connector: 'Neighbour', sessionId: sessionId(9) })}\n`;
      const chunk = await tenant.ingests(log);
      expect({ bytes, chunk }).toMatchObject({ bytes, chunk: { status: 'ingested', malformed } });
      expect(await tenant.findings()).toHaveLength(malformed === 0 ? 2 : 1);
    }
  });
});

describe('a chunk with more than a chunk may come to', () => {
  const limits: ChunkLimits = { sessionsKept: 4, crossing: 4, findings: 4, hours: 4, connectors: 4 };
  const NONE = { sessions: 0, findings: 0, activity: 0, crossing: 0 };

  function reading(count: number, told: (number: number) => string): ChunkReading {
    const bytes = Buffer.from(sessions(count, told));
    return readChunk(bytes, chunkOf('hostile', { from: 0, to: bytes.length }), {}, RULES, limits);
  }

  function counted({ hours }: ChunkReading): number {
    const counters = [...hours.values()].flatMap(({ connectors }) => Object.values(connectors)).flatMap((counts) => Object.entries(counts));
    return counters.reduce((sum, [name, count]) => sum + (name.startsWith('outcome:') ? count : 0), 0);
  }

  it.each([
    { count: 4, kept: [0, 1, 2, 3] },
    // The very first is the oldest sample.
    { count: 5, kept: [0, 1, 2, 3, 4] },
    { count: 6, kept: [0, 2, 3, 4, 5] },
    { count: 30, kept: [0, 26, 27, 28, 29] },
  ])('of failed sessions ($count where 4 are kept) keeps the newest whole, and those that its findings show, and counts all', (of) => {
    const read = reading(of.count, refused);
    expect(read.failed.map(({ session }) => session.sessionId)).toEqual(of.kept.map(sessionId));
    expect(read.leftOut).toEqual({ ...NONE, sessions: of.count - of.kept.length });
    expect([...read.findings.values()].map(({ sessions }) => sessions)).toEqual([of.count]);
    expect(counted(read)).toBe(of.count);
  });

  it.each([3, 4, 5, 7])('of ways to fail (%i where 4 are findings) counts the others by their rule', (count) => {
    const read = reading(count, (number) => sendLog(REFUSED, { sessionId: sessionId(number), remote: `203.0.113.${number}:25` }));
    expect(read.findings.size).toBe(Math.min(count, 4));
    expect(read.leftOut).toEqual({ ...NONE, findings: Math.max(0, count - 4) });
    expect(counted(read)).toBe(count);
  });

  it.each([3, 4, 5, 7])('of sessions that never end (%i where 4 may cross its edge) diagnoses the others on what is there', (count) => {
    const read = reading(count, (number) => sendLog('*,,attempting to connect', { sessionId: sessionId(number) }));
    expect(read.fragments).toHaveLength(Math.min(count, 4));
    expect(read.leftOut).toEqual({ ...NONE, crossing: Math.max(0, count - 4) });
    expect(counted(read)).toBe(Math.max(0, count - 4));
  });

  it.each([
    {
      told: 'hours',
      of: (number: number) =>
        sendLog(REFUSED, { sessionId: sessionId(number) }).replace(/^[^,]+/gm, new Date(Date.UTC(2020, 0, 1, number)).toISOString()),
    },
    { told: 'connectors', of: (number: number) => sendLog(REFUSED, { sessionId: sessionId(number), connector: `Connector ${number}` }) },
  ])('of $told counts in so many of them', ({ told, of }) => {
    for (const count of [3, 4, 5, 7]) {
      const read = reading(count, of);
      expect(read.leftOut).toMatchObject({ activity: Math.max(0, count - 4) });
      expect({ told, counted: counted(read) }).toEqual({ told, counted: Math.min(count, 4) });
    }
  });
});

describe('a chunk full of the shortest rows', () => {
  /** Enough to meet each limit; a whole chunk only takes longer. */
  const MOST_BYTES = 640 * 1024;

  it.each([
    { told: 'each a session that ends at once', rowOf: (number: number) => row(number, '-,,Local') },
    { told: 'each a session that never ends', rowOf: (number: number) => row(number, '+,,') },
    {
      told: 'each on a connector of its own',
      rowOf: (number: number) => row(number, '-,,Local', `c${number}`),
    },
  ])(
    '$told, is read and written within all limits of a table, and says in the ledger what it left out',
    async ({ rowOf }) => {
      const rows: string[] = [];
      for (let bytes = 0, next = rowOf(0); bytes + next.length < MOST_BYTES; next = rowOf(rows.length)) {
        bytes += next.length + 1;
        rows.push(next);
      }
      const tenant = new Tenant();
      const chunk = await tenant.ingests(`${rows.join('\n')}\n`);
      expect(chunk).toMatchObject({ status: 'ingested', records: rows.length, malformed: 0 });
      const { activity = 0, crossing = 0 } = chunk?.leftOut ?? {};
      expect((await tenant.counted()) + activity + (crossing > 0 ? CHUNK_LIMITS.crossing : 0)).toBe(rows.length);
    },
    300_000,
  );

  it('each way to fail another one, is written within all limits of a table', async () => {
    const tenant = new Tenant();
    const count = CHUNK_LIMITS.findings + 3;
    const chunk = await tenant.ingests(
      sessions(count, (number) => sendLog(REFUSED, { sessionId: sessionId(number), remote: `10.${number >> 8}.${number % 256}.1:25` })),
    );
    expect(chunk?.leftOut).toEqual({ sessions: 0, findings: 3, activity: 0, crossing: 0 });
    expect(await tenant.findings()).toHaveLength(CHUNK_LIMITS.findings);
  }, 120_000);
});

/** The shortest row that Exchange might write. */
function row(number: number, event: string, connector = 'c'): string {
  return `2024-05-14T09:30:00.000Z,${connector},${sessionId(number)},0,,,${event}`;
}
