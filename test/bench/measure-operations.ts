import { BlobServiceClient } from '@azure/storage-blob';
import { brotliCompressSync, constants } from 'node:zlib';
import { grantUploadsRoute } from '../../lib/api/uploads.js';
import { CHUNK_METADATA, type UploadGrant } from '../../lib/contract/uploads.js';
import { startStorage } from '../../lib/host/azurite.js';
import { concludeOpenSessions } from '../../lib/ingest/conclude-open-sessions.js';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import { DEFAULT_CHUNK_BYTES } from '../../lib/shipper/options.js';
import { createStorage, openServices, type Services } from '../../lib/services.js';
import { CHUNK_CONTAINER, chunkBlobName, type ChunkId } from '../../lib/store/chunk.js';
import { callRoute } from '../api/call-route.js';
import { shipperOf } from '../tenants/tokens.js';
import { edgesOf, filesOf } from './exchange-files.js';
import { generateLog } from './log-generator.js';
import { OperationCounter, type OperationCounts } from './storage-operations.js';

const SOURCE = { tenant: 'contoso', server: 'EX01' } as const;

export interface MeasuredOperations {
  readonly counts: OperationCounts;
  /** Of them, what the timer did when the last chunks had waited long enough. */
  readonly timer: OperationCounts;
  readonly mebibytes: number;
  readonly chunks: number;
}

interface PackedChunk {
  readonly chunk: ChunkId;
  readonly packed: Buffer;
}

/**
 * Sends a generated log chunk by chunk the whole way, from grant to receipt, and counts what storage was asked for.
 *
 * @param grantsAtOnce chunks for which the shipper asks at once: many when it is behind, each alone when it is not
 */
export async function measureOperations(megabytes: number, grantsAtOnce: number): Promise<MeasuredOperations> {
  const storage = await startStorage();
  try {
    const environment = { Uploads: storage.connectionString, Results: storage.connectionString };
    await createStorage(environment);
    const services = openServices(environment);
    const token = await shipperOf(services.tables, SOURCE.tenant, SOURCE.server);
    const container = BlobServiceClient.fromConnectionString(storage.connectionString).getContainerClient(CHUNK_CONTAINER);
    const { bytes } = generateLog({ megabytes });
    const chunks = chunksOf(bytes);
    const counter = new OperationCounter(storage);
    for (let at = 0; at < chunks.length; at += grantsAtOnce) {
      const batch = chunks.slice(at, at + grantsAtOnce);
      const grants = await grantsFor(batch, token, services);
      for (const [index, { chunk, packed }] of batch.entries()) {
        await put(grants[index], packed);
        const downloaded = await container.getBlobClient(chunkBlobName(chunk)).downloadToBuffer(0, packed.length);
        await ingestLogChunk(downloaded, chunk, { [CHUNK_METADATA.firstLine]: '1' }, services);
      }
    }
    const before = counter.counts;
    await concludeOpenSessions({ ...services, now: () => new Date(Date.now() + 3_600_000) });
    const { counts } = counter;
    counter.stop();
    const timer = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count - before[name as keyof OperationCounts]]));
    return { counts: before, timer: timer as OperationCounts, mebibytes: bytes.length / 1024 ** 2, chunks: chunks.length };
  } finally {
    await storage.close();
  }
}

function chunksOf(log: Buffer): readonly PackedChunk[] {
  return filesOf(log).flatMap(({ stream, file, bytes }) => {
    const edges = edgesOf(bytes, DEFAULT_CHUNK_BYTES);
    return edges.slice(1).map((to, index) => {
      const from = edges[index] ?? 0;
      const packed = brotliCompressSync(bytes.subarray(from, to), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
      return { chunk: { ...SOURCE, stream, file, from, to, codec: 'br' as const }, packed };
    });
  });
}

async function grantsFor(batch: readonly PackedChunk[], token: string, services: Services): Promise<readonly UploadGrant[]> {
  const chunks = batch.map(({ chunk: { stream, file, from, to, codec } }) => ({
    stream,
    file: file.name,
    date: file.date,
    from,
    to,
    codec,
  }));
  const { json } = await callRoute(grantUploadsRoute, services, { token, body: { chunks } });
  return (json as { readonly grants: readonly UploadGrant[] }).grants;
}

async function put(grant: UploadGrant | undefined, packed: Buffer): Promise<void> {
  const response = await fetch(grant?.url ?? '', { method: 'PUT', headers: grant?.headers ?? {}, body: new Uint8Array(packed) });
  if (!response.ok) throw new Error(`The store answered ${response.status}: ${await response.text()}`);
}
