import type { ChunkId } from '../store/chunk.js';
import type { ChunkFailure } from '../store/quarantine-table.js';
import { isStorageAway } from '../store/tables.js';
import type { ChunkServices } from './chunk-services.js';
import { failureOf } from './failure-of.js';
import { ingestLogChunk } from './ingest-log-chunk.js';

/** What became of reading a chunk once more. */
export type Rereading = { readonly result: 'read' | 'missing' } | { readonly result: 'failed'; readonly failure: ChunkFailure };

/**
 * Reads a chunk from its blob and ingests it, as its event would. What it says now takes the place of all that it ever said. Where it can't be read,
 * the ledger says why, unless it was read before.
 *
 * @throws {RestError} when the storage does not answer: that says nothing of the chunk.
 */
export async function rereadChunk(chunk: ChunkId, services: ChunkServices): Promise<Rereading> {
  const stored = await services.readChunkBlob(chunk);
  if (stored === undefined) return { result: 'missing' };
  try {
    await ingestLogChunk(stored.packed, chunk, stored.metadata, services);
  } catch (error) {
    if (isStorageAway(error)) throw error;
    return { result: 'failed', failure: failureOf(error) };
  }
  return { result: 'read' };
}
