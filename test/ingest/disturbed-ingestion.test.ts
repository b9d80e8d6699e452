import { brotliCompressSync } from 'node:zlib';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { concludeOpenSessions } from '../../lib/ingest/conclude-open-sessions.js';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import type { Stream } from '../../lib/log/log-file.js';
import { readActivity } from '../../lib/store/activity-table.js';
import { readLedger } from '../../lib/store/chunk-table.js';
import type { ChunkId } from '../../lib/store/chunk.js';
import { noteFailed } from '../../lib/store/failed-chunks.js';
import { noteGranted } from '../../lib/store/grants.js';
import { standingsOf } from '../../lib/store/held-ranges.js';
import { listFindings } from '../../lib/store/finding-table.js';
import { findSession } from '../../lib/store/session-table.js';
import type { Tables } from '../../lib/store/tables.js';
import { everyRow } from '../store/every-row.js';
import { localServices } from '../store/local-tables.js';
import { disturbedTables } from '../store/disturbed-tables.js';

const services = localServices();
const NOW = new Date('2026-01-01T12:00:00Z');
const LATER = new Date(NOW.getTime() + 16 * 60_000);

/** A log that is cut behind these lines, counted from 1. */
class CutLog {
  readonly #bytes: Buffer;
  readonly #edges: readonly number[];

  constructor(
    readonly tenant: string,
    text: string,
    cuts: readonly number[],
    private readonly stream: Stream = 'hub/smtp-send',
  ) {
    const lines = `${text}\n`.split(/(?<=\n)/);
    this.#bytes = Buffer.from(lines.join(''));
    this.#edges = [0, ...cuts, lines.length].map((line) => Buffer.byteLength(lines.slice(0, line).join('')));
  }

  chunk(number: number): ChunkId {
    const file = { name: 'SEND2024051409-1.LOG', date: '2024-05-14T09:30:00.000Z' };
    const [from = 0, to = 0] = this.#edges.slice(number, number + 2);
    return { tenant: this.tenant, server: 'EX01', stream: this.stream, file, from, to, codec: 'br' };
  }

  /** Ingests one chunk. @returns the changes that were told of. */
  async ingest(number: number, tables: Tables = services().tables): Promise<readonly string[]> {
    const chunk = this.chunk(number);
    const told: string[] = [];
    const tell = ({ change }: { readonly change: string }) => void told.push(change);
    await ingestLogChunk(
      brotliCompressSync(this.#bytes.subarray(chunk.from, chunk.to)),
      chunk,
      {},
      { ...services(), tables, now: () => NOW, tell },
    );
    return told;
  }

  async findings(): Promise<readonly unknown[]> {
    const findings = await listFindings(services().tables, this.tenant);
    return findings.map(({ condition, finding: { rule, sessions } }) => `${rule}, ${sessions} sessions, ${condition}`);
  }
}

async function timerRuns(tables: Tables = services().tables): Promise<void> {
  await concludeOpenSessions({ ...services(), tables, now: () => LATER, tell: () => undefined });
}

const REFUSED = '*,,attempting to connect\n*,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061"\n-,,Local';
/** TLS fails at first and then does not: who sees the beginning alone calls it a failure. */
const FAILS_AT_FIRST =
  '+,,\n*,,TLS negotiation failed with error UnknownCredentials\n>,MAIL FROM:<a@x.example>,\n<,250 Ok,\n>,RCPT TO:<b@x.example>,\n<,250 Ok,\n*,,"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"\n>,BDAT 10 LAST,\n<,250 2.6.0 Queued,\n-,,Local';
const DELIVERED =
  '+,,\n<,220 ready,\n>,MAIL FROM:<a@x.example>,\n<,250 Ok,\n>,RCPT TO:<b@x.example>,\n<,250 Ok,\n>,BDAT 10 LAST,\n<,250 2.6.0 Queued,\n-,,Local';

describe('a process that dies', () => {
  it('between a finding and telling of it leaves the telling to the repeated delivery', async () => {
    const log = new CutLog('dies-untold', sendLog(REFUSED), []);
    const dying = disturbedTables(services().tables, { table: 'Findings', operation: 'submitTransaction', dies: true });
    await expect(log.ingest(0, dying)).rejects.toThrow('no more');
    expect(await log.ingest(0)).toEqual(['opened']);
  });

  it.each(['Sessions', 'Activity', 'Findings'] as const)(
    'in the timer, after it wrote to %s what a late fragment belies, is put right by the next run',
    async (table) => {
      const log = new CutLog(`dies-late-${table}`, sendLog(FAILS_AT_FIRST), [4]);
      await log.ingest(0);
      const dying = disturbedTables(services().tables, { table, operation: 'submitTransaction', before: () => log.ingest(1), dies: true });
      await expect(timerRuns(dying)).rejects.toThrow('no more');
      await timerRuns();
      expect(await log.findings()).toEqual([]);
      expect(await sessionsOf(log)).toEqual([]);
      expect(await outcomesOf(log)).toEqual({ 'outcome:delivered': 1 });
    },
  );
});

/** The keys of the failed sessions that are kept. */
async function sessionsOf({ tenant }: CutLog): Promise<readonly unknown[]> {
  const keys: unknown[] = [];
  for await (const { partitionKey = '', rowKey } of everyRow(services().tables.Sessions)) {
    if (partitionKey.startsWith(`${tenant}|`)) keys.push(rowKey);
  }
  return keys;
}

/** The sessions of the day by their outcome. */
async function outcomesOf(log: CutLog): Promise<Readonly<Record<string, number>>> {
  const outcomes: Record<string, number> = {};
  for await (const { connectors } of readActivity(services().tables, log.chunk(0), '2024-05-14', '2024-05-15')) {
    for (const [name, count] of Object.values(connectors).flatMap((counters) => Object.entries(counters))) {
      if (name.startsWith('outcome:')) outcomes[name] = (outcomes[name] ?? 0) + count;
    }
  }
  return outcomes;
}

describe('two workers', () => {
  it('of which one reads the fragments while the other adds one agree on all of them', async () => {
    const log = new CutLog('torn', sendLog(REFUSED.replace('-,,Local', '*,,one row\n*,,another row\n-,,Local')), [1, 2]);
    await log.ingest(0);
    await timerRuns();
    await log.ingest(2, disturbedTables(services().tables, { table: 'Fragments', operation: 'listEntities', after: () => log.ingest(1) }));
    const [finding] = await listFindings(services().tables, 'torn');
    const session = await findSession(services().tables, 'torn', finding?.finding.samples[0]?.session ?? '');
    expect(session?.session.records.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4]);
  });

  it('that are given the same chunk, of which one fails after the other is done, leave it as read', async () => {
    const log = new CutLog('fails-beside', sendLog(REFUSED), []);
    await noteGranted(services().tables, await standingsOf(services().tables, [log.chunk(0)]), NOW);
    const tables = disturbedTables(services().tables, { table: 'Chunks', operation: 'getEntity', after: () => log.ingest(0) });
    await noteFailed(tables, log.chunk(0), { name: 'Error', message: 'The power failed.', place: '', isFinal: true }, NOW);
    expect(await readLedger(services().tables, log.chunk(0))).toMatchObject({ status: 'ingested', problem: undefined });
  });
});

describe('a finding that recovered', () => {
  const refused = sendLog(REFUSED, { sessionId: '08DC73F0A1B20001' });
  /** Connects within the minute, and says more twenty minutes later: its last rows alone look like a session that began then. */
  const slow = sendLog(`*,,attempting to connect\n${DELIVERED.replace('>,MAIL', '+1200000 >,MAIL')}`, { sessionId: '08DC73F0A1B20002' });

  it('fails again when the healthy session that proved it is found to have begun too early', async () => {
    const log = new CutLog('lost-proof', `${refused}\n${slow}`, [3, 6]);
    await log.ingest(0);
    await log.ingest(2);
    await timerRuns();
    expect(await log.findings()).toEqual(['connect-refused, 1 sessions, recovered']);
    await log.ingest(1);
    expect(await log.findings()).toEqual(['connect-refused, 1 sessions, failing']);
  });

  it('does not stay so when its proof is taken back while a worker writes that it recovered', async () => {
    const log = new CutLog('overtaken', `${slow}\n${refused}`, [3, 10]);
    await log.ingest(1);
    await timerRuns();
    // The failure's worker has seen the proof; before it notes so, the healthy session's beginning comes.
    await log.ingest(2, disturbedTables(services().tables, { table: 'Activity', operation: 'listEntities', after: () => log.ingest(0) }));
    expect(await log.findings()).toEqual(['connect-refused, 1 sessions, failing']);
  });

  it('by its newest failure in one stream does so again when a newer one in another stream is taken back', async () => {
    const tenant = 'two-streams';
    const hub = new CutLog(tenant, `${failsLater(0)}\n${flowsLater(20)}`, []);
    const mailbox = new CutLog(tenant, failsLater(50, FAILS_AT_FIRST), [4], 'mailbox/smtp-send/delivery');
    await hub.ingest(0);
    expect(await hub.findings()).toEqual(['tls-unknown-credentials, 1 sessions, recovered']);
    await mailbox.ingest(0);
    await timerRuns();
    expect(await hub.findings()).toEqual(['tls-unknown-credentials, 2 sessions, failing']);
    await mailbox.ingest(1);
    expect(await hub.findings()).toEqual(['tls-unknown-credentials, 1 sessions, recovered']);
  });
});

/** A session that begins so many minutes after half past nine. */
function failsLater(minutes: number, rows = `${FAILS_AT_FIRST.split('\n').slice(0, 2).join('\n')}\n-,,Local`): string {
  return later(minutes, rows, '08DC73F0A1B2000A');
}

function flowsLater(minutes: number): string {
  return later(minutes, FAILS_AT_FIRST.replace(/\*,,TLS negotiation failed.*\n/, ''), '08DC73F0A1B2000B');
}

function later(minutes: number, rows: string, sessionId: string): string {
  return sendLog(rows, { sessionId }).replace(
    /^2024-05-14T09:30/gm,
    new Date(Date.UTC(2024, 4, 14, 9, 30 + minutes)).toISOString().slice(0, 16),
  );
}
