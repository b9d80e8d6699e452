import { randomBytes } from 'node:crypto';
import { brotliCompressSync, constants } from 'node:zlib';
import { MAX_CHUNK_BYTES } from '../../lib/contract/uploads.js';
import { sendLog } from '../../lib/diagnosis/examples.js';
import {
  MAX_CHUNK_CONNECTORS,
  MAX_CHUNK_FINDINGS,
  MAX_CHUNK_HOURS,
  MAX_CROSSING_SESSIONS,
  MAX_SESSIONS_KEPT,
} from '../../lib/ingest/chunk-limits.js';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import { MAX_NAME_BYTES } from '../../lib/log/limits.js';
import type { Services } from '../../lib/services.js';
import { readActivity } from '../../lib/store/activity-table.js';
import { listFindings } from '../../lib/store/finding-table.js';
import { listChunks, type LedgerChunk } from '../../lib/store/log-file-ledger.js';
import { findSession } from '../../lib/store/session-table.js';
import type { TableName } from '../../lib/store/tables.js';
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

  async rows(table: TableName): Promise<number> {
    let count = 0;
    for await (const row of this.services.tables[table].listEntities()) count += row.partitionKey === undefined ? 0 : 1;
    return count;
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

describe('a chunk with very many sessions', () => {
  it('that fail keeps the newest whole, and those that its findings show, and counts all', async () => {
    for (const [count, leftOut] of [
      [MAX_SESSIONS_KEPT, undefined],
      [MAX_SESSIONS_KEPT + 1, { sessions: 0 }],
      [3 * MAX_SESSIONS_KEPT, { sessions: 2 * MAX_SESSIONS_KEPT - 1 }],
    ] as const) {
      const tenant = new Tenant();
      const chunk = await tenant.ingests(sessions(count, refused));
      // The very first is the oldest sample.
      expect(await tenant.rows('Sessions')).toBe(count - (leftOut?.sessions ?? 0));
      if (leftOut?.sessions) expect(chunk?.leftOut).toEqual({ sessions: leftOut.sessions, findings: 0, activity: 0, crossing: 0 });
      else expect(chunk?.leftOut).toBeUndefined();
      const [finding] = await tenant.findings();
      expect([finding?.sessions, await tenant.counted()]).toEqual([count, count]);
      for (const { session = '' } of [...(finding?.samples ?? []), finding?.first ?? {}])
        expect(await findSession(tenant.services.tables, 'hostile', session)).toBeDefined();
    }
  }, 120_000);

  it('that each fail in another way has so many findings, and the rest is counted by rule', async () => {
    for (const more of [0, 3]) {
      const tenant = new Tenant();
      const count = MAX_CHUNK_FINDINGS + more;
      const chunk = await tenant.ingests(
        sessions(count, (number) => sendLog(REFUSED, { sessionId: sessionId(number), remote: `10.${number >> 8}.${number % 256}.1:25` })),
      );
      expect(chunk?.leftOut).toEqual(more === 0 ? undefined : { sessions: 0, findings: more, activity: 0, crossing: 0 });
      expect(await tenant.findings()).toHaveLength(MAX_CHUNK_FINDINGS);
      expect(await tenant.counted()).toBe(count);
    }
  }, 120_000);

  it('that never end takes so many for sessions that cross its edge, and diagnoses the others on what is there', async () => {
    for (const more of [0, 3]) {
      const tenant = new Tenant();
      const log = sessions(MAX_CROSSING_SESSIONS + more, (number) => sendLog('*,,attempting to connect', { sessionId: sessionId(number) }));
      const chunk = await tenant.ingests(log);
      expect(chunk?.leftOut).toEqual(more === 0 ? undefined : { sessions: 0, findings: 0, activity: 0, crossing: more });
      expect(await tenant.rows('Fragments')).toBe(MAX_CROSSING_SESSIONS);
      expect(await tenant.counted()).toBe(more);
    }
  }, 120_000);

  it('of very many hours, or connectors, counts so many of them', async () => {
    const ofHour = (number: number) =>
      sendLog(REFUSED, { sessionId: sessionId(number) }).replace(/^[^,]+/gm, new Date(Date.UTC(2020, 0, 1, number)).toISOString());
    const ofConnector = (number: number) => sendLog(REFUSED, { sessionId: sessionId(number), connector: `Connector ${number}` });
    for (const [most, told] of [
      [MAX_CHUNK_HOURS, ofHour],
      [MAX_CHUNK_CONNECTORS, ofConnector],
    ] as const) {
      for (const more of [0, 3]) {
        const tenant = new Tenant();
        const chunk = await tenant.ingests(sessions(most + more, told));
        expect(chunk?.leftOut).toEqual(more === 0 ? undefined : { sessions: 0, findings: 0, activity: more, crossing: 0 });
        expect(await tenant.counted()).toBe(most);
      }
    }
  }, 120_000);

  it.each([
    { told: 'as many as fit, each a single row that ends it', bytes: MAX_CHUNK_BYTES, rowOf: (number: number) => row(number, '-,,Local') },
    {
      told: 'tens of thousands, each a single row that never ends',
      bytes: MAX_CHUNK_BYTES / 4,
      rowOf: (number: number) => row(number, '+,,'),
    },
    {
      told: 'tens of thousands, each on a connector of its own',
      bytes: MAX_CHUNK_BYTES / 4,
      rowOf: (number: number) => row(number, '-,,Local', `c${number}`),
    },
  ])(
    '$told, is read',
    async ({ bytes: most, rowOf }) => {
      const rows: string[] = [];
      for (let bytes = 0, next = rowOf(0); bytes + next.length < most; next = rowOf(rows.length)) {
        bytes += next.length + 1;
        rows.push(next);
      }
      const tenant = new Tenant();
      const chunk = await tenant.ingests(`${rows.join('\n')}\n`);
      expect(chunk).toMatchObject({ status: 'ingested', records: rows.length, malformed: 0 });
      const { activity = 0, crossing = 0 } = chunk?.leftOut ?? {};
      expect((await tenant.counted()) + activity + (crossing > 0 ? MAX_CROSSING_SESSIONS : 0)).toBe(rows.length);
    },
    300_000,
  );
});

/** The shortest row that Exchange might write. */
function row(number: number, event: string, connector = 'c'): string {
  return `2024-05-14T09:30:00.000Z,${connector},${sessionId(number)},0,,,${event}`;
}
