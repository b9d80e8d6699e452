import { z } from 'zod';
import { CHUNK_CONTAINER, chunkOfBlobName, type ChunkId } from '../store/chunk.js';

/** What the Functions host says of the blob. Names inside come with changed case, so metadata names are compared in lower case. */
const triggerMetadataSchema = z.object({
  blobTrigger: z.string(),
  metadata: z.record(z.string(), z.string()).nullish(),
});

/**
 * The chunk that a blob trigger speaks of, and the blob's metadata.
 *
 * @throws {Error} when the blob is none of Mailflow's.
 */
export function triggeringChunk(triggerMetadata: unknown): { chunk: ChunkId; metadata: Readonly<Record<string, string>> } {
  const { blobTrigger, metadata } = triggerMetadataSchema.parse(triggerMetadata);
  const blobName = blobTrigger.startsWith(`${CHUNK_CONTAINER}/`) ? blobTrigger.slice(CHUNK_CONTAINER.length + 1) : blobTrigger;
  return {
    chunk: chunkOfBlobName(blobName),
    metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
  };
}
