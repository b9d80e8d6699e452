import { CHUNK_CONTAINER, chunkOfBlobName, type ChunkId } from '../store/chunk.js';
import { triggeringBlob } from './triggering-blob.js';

/**
 * The chunk that a blob trigger speaks of, and the blob's metadata.
 *
 * @throws {Error} when the blob is none of Mailflow's.
 */
export function triggeringChunk(triggerMetadata: unknown): { chunk: ChunkId; metadata: Readonly<Record<string, string>> } {
  const { blobName, metadata } = triggeringBlob(triggerMetadata, CHUNK_CONTAINER);
  return { chunk: chunkOfBlobName(blobName), metadata };
}
