import { brotliCompressSync } from 'node:zlib';
import { chunkSchema } from '../../lib/contract/uploads.js';
import { SERVER_NAME, TENANT_ID } from '../../lib/contract/names.js';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { concludeOpenSessions } from '../../lib/ingest/conclude-open-sessions.js';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import { STREAMS } from '../../lib/log/log-file.js';
import { MAX_NAME_BYTES } from '../../lib/log/limits.js';
import type { ChunkId } from '../../lib/store/chunk.js';
import { noteGranted } from '../../lib/store/grants.js';
import { standingsOf } from '../../lib/store/held-ranges.js';
import { listFindings } from '../../lib/store/finding-table.js';
import { listQuarantined } from '../../lib/store/quarantine-table.js';
import { requestRediagnosis } from '../../lib/store/rediagnosis-table.js';
import { localServices } from '../store/local-tables.js';
import { strictTables } from '../store/strict-tables.js';

const services = localServices();

const LONGEST_STREAM = [...STREAMS].sort((a, b) => b.length - a.length)[0] ?? 'hub/smtp-send';
const DATE = '2024-05-14T09:30:00.000Z';
const REFUSED = '*,,attempting to connect\n*,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061"\n-,,Local';
const DELIVERED =
  '+,,\n<,220 ready,\n>,MAIL FROM:<a@x.example>,\n<,250 Ok,\n>,RCPT TO:<b@x.example>,\n<,250 Ok,\n>,BDAT 10 LAST,\n<,250 2.6.0 Queued,\n-,,Local';

/** A chunk whose names are all as long as the API takes them, at the end of the longest file that a number can count. */
function longestNamed(bytes: number): ChunkId {
  const tenant = `t${'-'.repeat(61)}t`;
  const server = `S${'_'.repeat(61)}S`;
  const name = `F${'_'.repeat(99)}`;
  expect([TENANT_ID.pattern.test(tenant), SERVER_NAME.pattern.test(server)]).toEqual([true, true]);
  expect([TENANT_ID.pattern.test(`${tenant}t`), SERVER_NAME.pattern.test(`${server}S`)]).toEqual([false, false]);
  const to = Number.MAX_SAFE_INTEGER;
  const range = { stream: LONGEST_STREAM, file: name, date: DATE, from: to - bytes, to, codec: 'br' } as const;
  expect(chunkSchema.safeParse(range).success).toBe(true);
  expect(chunkSchema.safeParse({ ...range, file: `${name}_` }).success).toBe(false);
  return { tenant, server, ...range, file: { name, date: DATE } };
}

describe('the longest names that there may be', () => {
  it('fit into the keys and columns of every table, with session-ids that no key could hold', async () => {
    const tables = strictTables();
    const now = new Date('2024-05-14T10:00:00Z');
    const using = { ...services(), tables, now: () => now, tell: () => undefined };
    const connector = 'ü'.repeat(MAX_NAME_BYTES / 2);
    const ids = ['€'.repeat(Math.floor(MAX_NAME_BYTES / 3)), '/\\#?|=~*'.repeat(8), '\u{1F4E8}'.repeat(21), 'x'.repeat(64)];
    const whole = ids.map((sessionId) => sendLog(REFUSED, { sessionId: `1${sessionId}`.slice(0, -1), connector }));
    const healthy = sendLog(DELIVERED, { connector });
    const crossing = ids.map((sessionId) => sendLog('*,,attempting to connect', { sessionId: `2${sessionId}`.slice(0, -1), connector }));
    const bytes = Buffer.from(`${[...whole, healthy, ...crossing].join('\n')}\n`);
    const chunk = longestNamed(bytes.length);
    await noteGranted(tables, await standingsOf(tables, [chunk]), now);
    await expect(ingestLogChunk(Buffer.from('spoiled'), chunk, {}, using)).rejects.toThrow();
    expect(await listQuarantined(tables, chunk.tenant, { limit: 10 })).toHaveLength(1);
    await ingestLogChunk(brotliCompressSync(bytes), chunk, {}, using);
    await concludeOpenSessions({ ...using, now: () => new Date(now.getTime() + 3_600_000) });
    await requestRediagnosis(tables, { tenant: chunk.tenant, since: now, until: now, server: chunk.server }, now, 'ffff');
    const findings = await listFindings(tables, chunk.tenant);
    expect(findings.reduce((sum, { finding }) => sum + finding.sessions, 0)).toBe(ids.length);
  });
});
