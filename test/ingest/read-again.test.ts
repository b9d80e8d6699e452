import { brotliCompressSync } from 'node:zlib';
import { CHUNK_METADATA } from '../../lib/contract/uploads.js';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { RULES } from '../../lib/diagnosis/rules/index.js';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import type { Services } from '../../lib/services.js';
import { readActivity, readHealthyFrom } from '../../lib/store/activity-table.js';
import { proveLogFile, listChunks } from '../../lib/store/log-file-ledger.js';
import { listFindings } from '../../lib/store/finding-table.js';
import { localServices } from '../store/local-tables.js';
import { chunkOf } from './chunked-log.js';
import { everyRow } from '../store/every-row.js';

const services = localServices();
const NOW = new Date('2024-05-14T09:31:00Z');
const LATER = new Date('2024-06-01T00:00:00Z');

const COLUMNS = [
  'date-time',
  'connector-id',
  'session-id',
  'sequence-number',
  'local-endpoint',
  'remote-endpoint',
  'event',
  'data',
  'context',
];
/** As Exchange writes them, and as a reader would have them that mistakes some for others. */
const RIGHT = COLUMNS.join(',');
const MISTAKES: Readonly<Record<string, string>> = {
  'date-time': 'local-endpoint',
  'local-endpoint': 'date-time',
  'connector-id': 'session-id',
  'session-id': 'connector-id',
};
const MISTAKEN = COLUMNS.map((name) => MISTAKES[name] ?? name).join(',');

const REFUSED = '*,,attempting to connect\n*,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061"\n-,,Local';

async function ingest(tenant: string, log: string, { fields = RIGHT, ...changes }: Partial<Services> & { readonly fields?: string } = {}) {
  const bytes = Buffer.from(log);
  const metadata = { [CHUNK_METADATA.fields]: encodeURIComponent(fields) };
  const using = { ...services(), now: () => NOW, tell: () => undefined, ...changes };
  await ingestLogChunk(brotliCompressSync(bytes), chunkOf(tenant, { from: 0, to: bytes.length }), metadata, using);
}

/** All that the tables hold of a tenant beside the ledger, row by row. */
async function rowsOf(tenant: string): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  const source = { ...chunkOf(tenant, { from: 0, to: 1 }), tenant };
  for await (const hour of readActivity(services().tables, source, '2000', '2100')) rows.push(hour);
  for await (const hour of readHealthyFrom(services().tables, source, '2000')) rows.push(hour);
  for (const { finding, condition } of await listFindings(services().tables, tenant)) rows.push({ finding, condition });
  for (const table of ['Sessions', 'Fragments'] as const) {
    for await (const { partitionKey = '', rowKey } of everyRow(services().tables[table])) {
      if (partitionKey.startsWith(`${tenant}|`)) rows.push({ table, rowKey });
    }
  }
  return rows;
}

describe('a chunk that is read again', () => {
  it('by another reader leaves what that one says, and nothing of what was said before', async () => {
    const whole = sendLog(REFUSED);
    const crossing = sendLog('*,,attempting to connect', { sessionId: '08DC73F0A1B2000F' });
    // In place of the local endpoint stands a time of another day.
    const log = `${whole}\n${crossing}\n`.replace(/^((?:[^,]*,){4})[^,]*/gm, '$12023-01-01T05:00:00.000Z');
    await ingest('read-right', log);
    await ingest('misread', log, { fields: MISTAKEN });
    const mistaken = await rowsOf('misread');
    const right = await rowsOf('read-right');
    expect(mistaken).toHaveLength(right.length);
    expect(mistaken).not.toEqual(right);
    await ingest('misread', log);
    expect(await rowsOf('misread')).toEqual(right);
  });

  it('by other rules goes on having been ingested when it was, and so late', async () => {
    const log = `${sendLog(REFUSED)}\n`;
    const chunk = chunkOf('read-twice', { from: 0, to: log.length });
    await ingest('read-twice', log, { rules: RULES.filter(({ id }) => id !== 'connect-refused') });
    const before = await listChunks(services().tables, chunk, { limit: 1 });
    await ingest('read-twice', log, { now: () => LATER });
    expect((await listFindings(services().tables, 'read-twice')).map(({ finding }) => finding.rule)).toEqual(['connect-refused']);
    expect(await listChunks(services().tables, chunk, { limit: 1 })).toEqual(before);
    expect(before).toMatchObject([{ ingestedAt: NOW.toISOString(), delaySeconds: 60 }]);
    expect(await proveLogFile(services().tables, chunk)).toMatchObject({ complete: true });
  });
});
