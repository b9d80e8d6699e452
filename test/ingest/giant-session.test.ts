import { BlockBlobClient } from '@azure/storage-blob';
import { randomBytes } from 'node:crypto';
import { brotliCompressSync, constants } from 'node:zlib';
import { readSessionRoute } from '../../lib/api/sessions.js';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import { CHUNK_CONTAINER, chunkBlobName, type ChunkId } from '../../lib/store/chunk.js';
import { listFindings } from '../../lib/store/finding-table.js';
import { MAX_LONG_BYTES } from '../../lib/store/long-bytes.js';
import { callRoute } from '../api/call-route.js';
import { localServices } from '../store/local-tables.js';
import { readerOf } from '../tenants/tokens.js';

const services = localServices();

/** Recipients that no compression makes small: more than a table's row takes. */
const RECIPIENTS = Math.ceil(MAX_LONG_BYTES / 30);

/** A message to tens of thousands of recipients, all accepted, and then refused as a whole. */
function giantLog(): Buffer {
  const recipients = Array.from({ length: RECIPIENTS }, () => {
    const address = `${randomBytes(24).toString('base64url')}@fabrikam.example`;
    return `>,RCPT TO:<${address}>,\n<,250 2.1.5 Recipient OK,`;
  });
  const rows = `+,,\n<,220 ready,\n>,MAIL FROM:<a@contoso.com>,\n<,250 2.1.0 Sender OK,\n${recipients.join('\n')}\n>,BDAT 10 LAST,\n<,550 5.7.1 Message rejected as spam by Content Filtering,\n>,QUIT,\n-,,Local`;
  return Buffer.from(`${sendLog(rows, { sessionId: 'GIANT' })}\n`);
}

async function deliver(tenant: string, log: Buffer, from: number, to: number): Promise<void> {
  const chunk: ChunkId = {
    tenant,
    server: 'EX01',
    stream: 'hub/smtp-send',
    file: { name: 'SEND2024051409-1.LOG', date: '2024-05-14T09:30:00.000Z' },
    from,
    to,
    codec: 'br',
  };
  const packed = brotliCompressSync(log.subarray(from, to), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
  const { url } = await services().signUpload(
    { tenant: chunk.tenant, container: CHUNK_CONTAINER, blobName: chunkBlobName(chunk) },
    new Date(),
  );
  // Reading so much takes longer than the emulator keeps a connection; the client opens another one.
  await new BlockBlobClient(url).uploadData(packed);
  await ingestLogChunk(packed, chunk, {}, services());
}

/** The session of the tenant's only finding, as the API gives it. */
async function sessionOf(tenant: string): Promise<{ recordsLeftOut: number; records: readonly { text: string }[] }> {
  const { tables } = services();
  const token = await readerOf(tables, tenant);
  const [finding] = await listFindings(tables, tenant);
  const params = { tenant, session: finding?.finding.first.session ?? '' };
  const { json } = await callRoute(readSessionRoute, services(), { token, params });
  return json as { recordsLeftOut: number; records: readonly { text: string }[] };
}

describe('a session that no table row can hold', () => {
  const log = giantLog();
  const lines = log.toString().trimEnd().split('\n');

  it.each([
    { tenant: 'giant-whole', told: 'one chunk', cuts: [] },
    { tenant: 'giant-cut', told: 'two chunks', cuts: [0.5] },
  ])('is diagnosed and shown to the last line from the raw log in $told', async ({ tenant, cuts }) => {
    const edges = [0, ...cuts.map((cut) => log.lastIndexOf('\n', log.length * cut) + 1), log.length];
    for (const [index, to] of edges.slice(1).entries()) await deliver(tenant, log, edges[index] ?? 0, to);
    const { recordsLeftOut, records } = await sessionOf(tenant);
    expect(recordsLeftOut).toBe(0);
    expect(records.map(({ text }) => text)).toEqual(lines);
  });
});
