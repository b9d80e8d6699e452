import { brotliCompressSync } from 'node:zlib';
import { receiveLog, sendLog } from '../../lib/diagnosis/examples.js';
import { concludeOpenSessions } from '../../lib/ingest/conclude-open-sessions.js';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import { readLedger } from '../../lib/store/chunk-table.js';
import type { ChunkId } from '../../lib/store/chunk.js';
import { noteGranted } from '../../lib/store/grants.js';
import { noteFailed } from '../../lib/store/failed-chunks.js';
import { listFindings } from '../../lib/store/finding-table.js';
import { standingsOf } from '../../lib/store/held-ranges.js';
import { findSession } from '../../lib/store/session-table.js';
import type { Tables } from '../../lib/store/tables.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { localServices } from '../store/local-tables.js';
import { crashingAt } from './crashing-tables.js';

const services = localServices();
const NOW = new Date('2026-01-01T12:00:00Z');
const LATER = new Date(NOW.getTime() + 16 * 60_000);

/** A range of a log as a chunk of this tenant. */
function chunkOf(tenant: string, from: number, to: number): ChunkId {
  return {
    tenant,
    server: 'EX01',
    stream: 'hub/smtp-send',
    file: { name: 'SEND2024051409-1.LOG', date: '2024-05-14T09:30:00.000Z' },
    from,
    to,
    codec: 'br',
  };
}

async function ingest(tenant: string, log: Buffer, from = 0, to = log.length, tables: Tables = services().tables): Promise<void> {
  await ingestLogChunk(
    brotliCompressSync(log.subarray(from, to)),
    chunkOf(tenant, from, to),
    {},
    { ...services(), tables, now: () => NOW },
  );
}

async function findingsOf(tenant: string): Promise<readonly { rule: string; sessions: number }[]> {
  return (await listFindings(services().tables, tenant)).map(({ finding: { rule, sessions } }) => ({ rule, sessions }));
}

async function grant(chunk: ChunkId): Promise<void> {
  await noteGranted(services().tables, await standingsOf(services().tables, [chunk]), NOW);
}

const FAILURE = { name: 'Error', message: 'unreadable', place: 'lib/x.ts:1', isFinal: true };
const REFUSED = '*,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061"';

describe('the ledger', () => {
  const log = fixtureLog('00-seed-unknowncredentials.log');

  it('goes on saying that a chunk was read when its grant is asked for again', async () => {
    const chunk = chunkOf('granted-again', 0, log.length);
    await grant(chunk);
    await ingest('granted-again', log);
    await grant(chunk);
    await noteFailed(services().tables, chunk, { ...FAILURE, isFinal: false }, NOW);
    expect(await readLedger(services().tables, chunk)).toMatchObject({
      status: 'ingested',
      said: { sessions: [{ key: expect.stringContaining('08D6DB768B3F8C32') }] },
    });
  });

  it('goes on saying that a chunk failed when its grant is asked for again, and forgets it when it is read', async () => {
    const chunk = chunkOf('failed-once', 0, log.length);
    await noteFailed(services().tables, chunk, FAILURE, NOW);
    await grant(chunk);
    expect(await readLedger(services().tables, chunk)).toMatchObject({ status: 'quarantined', problem: 'Error: unreadable (lib/x.ts:1)' });
    await ingest('failed-once', log);
    expect(await readLedger(services().tables, chunk)).toMatchObject({ status: 'ingested', problem: undefined });
  });
});

describe('a chunk of an ordinary disaster', () => {
  it('with more findings than a text of the ledger could name is read', async () => {
    const sessions = Array.from({ length: 700 }, (_, index) =>
      sendLog(`*,,attempting to connect\n${REFUSED}\n-,,Local`, {
        connector: `Connector ${String(index).padStart(100, '0')}`,
        sessionId: (0x08dc73f0a1b20000n + BigInt(index)).toString(16).toUpperCase().padStart(16, '0'),
        remote: `198.51.100.${index % 250}:25`,
      }),
    );
    const log = Buffer.from(`${sessions.join('\n')}\n`);
    await ingest('disaster', log);
    expect(await findingsOf('disaster')).toHaveLength(700);
    expect((await readLedger(services().tables, chunkOf('disaster', 0, log.length)))?.said.findingIds).toHaveLength(700);
  }, 120_000);

  it.each([
    { told: 'an id of thousands of characters', sessionId: 'X'.repeat(3000) },
    { told: 'a masked id', sessionId: '****************' },
    { told: 'an id of characters that no key may hold', sessionId: '/\\#?=|~ü' },
  ])('with $told is read, and its neighbours with it', async ({ sessionId }) => {
    const tenant = `odd-${sessionId.length}`;
    const rows = `*,,attempting to connect\n${REFUSED}\n-,,Local`;
    const odd = sendLog(rows, { sessionId, connector: 'Odd' });
    const lines = `${odd}\n${sendLog(rows, { connector: 'Neighbour' })}\n`;
    const log = Buffer.from(lines);
    // Cut within the odd session, so that it crosses.
    const cut = lines.indexOf('\n') + 1;
    await ingest(tenant, log, cut);
    await ingest(tenant, log, 0, cut);
    expect(await findingsOf(tenant)).toEqual([
      { rule: 'connect-refused', sessions: 1 },
      { rule: 'connect-refused', sessions: 1 },
    ]);
  });
});

describe('a session that is open while Exchange begins its next log, and the next', () => {
  const lines = sendLog(
    '+,,\n<,220 ready,\n>,MAIL FROM:<a@x.example>,\n<,250 Ok,\n>,RCPT TO:<b@x.example>,\n<,550 5.7.64 TenantAttribution; Relay Access Denied,\n>,QUIT,\n-,,Local',
  ).split('\n');
  /** The chunks that hold it: two of the first log, all of the second one, the first of the third. */
  const pieces = [
    { hour: 9, from: 0, rows: lines.slice(0, 2) },
    { hour: 9, from: 500, rows: lines.slice(2, 3) },
    { hour: 10, from: 0, rows: lines.slice(3, 6) },
    { hour: 11, from: 0, rows: lines.slice(6) },
  ].map(({ hour, from, rows }) => {
    const bytes = Buffer.from(`${rows.join('\n')}\n`);
    const name = `SEND20240514${String(hour).padStart(2, '0')}-1.LOG`;
    return { bytes, file: { name, date: `2024-05-14T${String(hour).padStart(2, '0')}:00:00.000Z` }, from, to: from + bytes.length };
  });
  const deliver = async (tenant: string, index: number) => {
    const { bytes, ...range } = pieces[index] ?? { bytes: Buffer.alloc(0) };
    await ingestLogChunk(brotliCompressSync(bytes), { ...chunkOf(tenant, 0, 0), ...range }, {}, { ...services(), now: () => NOW });
  };

  it.each([
    { told: 'in their order', order: [0, 1, 2, 3] },
    { told: 'the last first', order: [3, 2, 1, 0] },
    { told: 'the middle last', order: [0, 3, 1, 2] },
  ])('is one session with all of its rows when its chunks come $told', async ({ told, order }) => {
    const tenant = `rotated-${told.replaceAll(' ', '-')}`;
    for (const index of order) {
      expect(await findingsOf(tenant)).toEqual([]);
      await deliver(tenant, index);
    }
    await isWholeIn(tenant);
  });

  it('and when all come at once, each to two workers', async () => {
    await Promise.all([0, 1, 2, 3, 3, 2, 1, 0].map((index) => deliver('rotated-at-once', index)));
    await isWholeIn('rotated-at-once');
  });

  async function isWholeIn(tenant: string): Promise<void> {
    const [stored, ...others] = await listFindings(services().tables, tenant);
    expect([stored?.finding.rule, stored?.finding.sessions, others]).toEqual(['tenant-attribution', 1, []]);
    const session = await findSession(services().tables, tenant, stored?.finding.samples[0]?.session ?? '');
    expect(session?.session.records.map(({ text }) => text)).toEqual(lines);
    expect(session?.chunks).toHaveLength(4);
  }
});

describe('a session of which not all came', () => {
  const log = fixtureLog('01-kb4051498-multiline-cert.log'); // begins in its middle, and never ends

  it('waits, is diagnosed on what is there when it has waited long enough, and then no more', async () => {
    await ingest('patient', log);
    await concludeOpenSessions({ ...services(), now: () => NOW });
    expect(await findingsOf('patient')).toEqual([]);
    await concludeOpenSessions({ ...services(), now: () => LATER });
    await concludeOpenSessions({ ...services(), now: () => LATER });
    expect(await findingsOf('patient')).toEqual([{ rule: 'tls-unknown-credentials', sessions: 1 }]);
  });

  it('is corrected by a fragment that comes late', async () => {
    const begun = sendLog(
      '+,,\n<,220 ready,\n>,MAIL FROM:<a@x.example>,\n<,250 Ok,\n>,RCPT TO:<b@x.example>,\n<,550 5.7.64 TenantAttribution; Relay Access Denied,\n>,QUIT,\n-,,Local',
    );
    const lines = `${begun}\n`;
    const cut = lines.lastIndexOf('\n', lines.length - 2) + 1;
    const whole = Buffer.from(lines);
    await ingest('corrected', whole, 0, cut);
    await concludeOpenSessions({ ...services(), now: () => LATER });
    const [before] = await listFindings(services().tables, 'corrected');
    await ingest('corrected', whole, cut);
    const [after, ...others] = await listFindings(services().tables, 'corrected');
    expect(before?.finding.rule).toBe('tenant-attribution');
    expect(others).toEqual([]);
    expect(after?.finding).toMatchObject({ id: before?.finding.id, sessions: 1 });
    const identifier = after?.finding.samples[0]?.session ?? '';
    expect((await findSession(services().tables, 'corrected', identifier))?.session.closed).toBe(true);
  });

  it('is taken back when the late fragment shows that it was healthy', async () => {
    const lines = `${sendLog('+,,\n>,MAIL FROM:<a@x.example>,\n<,250 Ok,\n>,RCPT TO:<b@x.example>,\n<,250 Ok,\n*,,TLS negotiation failed with error UnknownCredentials\n*,,"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"\n>,BDAT 10 LAST,\n<,250 2.6.0 Queued,\n-,,Local')}\n`;
    const log = Buffer.from(lines);
    const cut = lines.indexOf('*,,"TLS protocol');
    const edge = lines.lastIndexOf('\n', cut) + 1;
    await ingest('recovered', log, 0, edge);
    await concludeOpenSessions({ ...services(), now: () => LATER });
    const [before] = await listFindings(services().tables, 'recovered');
    expect(before?.finding.rule).toBe('tls-unknown-credentials');
    await ingest('recovered', log, edge);
    expect(await findingsOf('recovered')).toEqual([]);
    expect(await findSession(services().tables, 'recovered', before?.finding.samples[0]?.session ?? '')).toBeUndefined();
  });
});

describe('a crash between any two writes', () => {
  const failing = receiveLog(
    '+,,\n>,220 ready,\n<,MAIL FROM:<a@x.example>,\n>,250 2.1.0 Sender OK,\n<,RCPT TO:<b@x.example>,\n>,550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain,\n<,QUIT,\n-,,Local',
    { sessionId: 'WHOLE' },
  );
  const crossing = sendLog(`*,,attempting to connect\n${REFUSED}\n-,,Local`, { sessionId: 'CROSSING' });
  const [first = '', ...rest] = crossing.split('\n');
  const log = Buffer.from(`${failing}\n${first}\n${rest.join('\n')}\n`);
  const cut = Buffer.byteLength(`${failing}\n${first}\n`);

  it('leaves, after the retry, what an undisturbed reading leaves', async () => {
    await ingest('undisturbed', log, 0, cut);
    await ingest('undisturbed', log, cut);
    const expected = await findingsOf('undisturbed');
    expect(expected).toHaveLength(2);
    let crashed = true;
    for (let write = 1; crashed; write += 1) {
      const tenant = `crash-${write}`;
      await ingest(tenant, log, 0, cut);
      crashed = await ingest(tenant, log, cut, log.length, crashingAt(write, services().tables)).then(
        () => false,
        () => true,
      );
      await ingest(tenant, log, cut);
      expect({ write, findings: await findingsOf(tenant) }).toEqual({ write, findings: expected });
    }
  });
});
