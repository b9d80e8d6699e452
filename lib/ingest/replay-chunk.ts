import { readLedger } from '../store/chunk-table.js';
import { chunkBlobName, type ChunkId } from '../store/chunk.js';
import { noteFailed } from '../store/failed-chunks.js';
import type { ChunkStatus } from '../store/ledger.js';
import { forgetQuarantined } from '../store/quarantine-table.js';
import type { ChunkServices } from './chunk-services.js';
import { failureOf } from './failure-of.js';
import { ingestLogChunk } from './ingest-log-chunk.js';
import { UnreadableChunk } from './unpack-chunk.js';

/** Reads a chunk from its blob and ingests it, as its event would. @returns its status afterwards; the ledger says why it failed, if it did. */
export async function replayChunk(chunk: ChunkId, services: ChunkServices): Promise<ChunkStatus> {
  const { tables, readChunkBlob, now } = services;
  const stored = await readChunkBlob(chunk);
  if (stored === undefined) {
    const gone = new UnreadableChunk(`The blob ${chunkBlobName(chunk)} is gone.`);
    await noteFailed(tables, chunk, failureOf(gone), now());
  } else {
    const isRead = await ingestLogChunk(stored.packed, chunk, stored.metadata, services).then(
      () => true,
      () => false, // noted in the ledger
    );
    // Also when somebody else had read it, and crashed before it was off the list.
    if (isRead) await forgetQuarantined(tables, chunk);
  }
  return (await readLedger(tables, chunk))?.status ?? 'received';
}
