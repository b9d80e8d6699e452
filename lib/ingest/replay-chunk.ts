import { readLedger } from '../store/chunk-table.js';
import { chunkBlobName, type ChunkId } from '../store/chunk.js';
import { noteFailed } from '../store/failed-chunks.js';
import type { ChunkStatus } from '../store/ledger.js';
import { forgetQuarantined } from '../store/quarantine-table.js';
import type { ChunkServices } from './chunk-services.js';
import { failureOf } from './failure-of.js';
import { rereadChunk } from './reread-chunk.js';
import { UnreadableChunk } from './unpack-chunk.js';

/** Reads a chunk in quarantine once more. @returns its status afterwards; the ledger says why it failed, if it did. */
export async function replayChunk(chunk: ChunkId, services: ChunkServices): Promise<ChunkStatus> {
  const { tables, now } = services;
  const { result } = await rereadChunk(chunk, services);
  if (result === 'missing')
    await noteFailed(tables, chunk, failureOf(new UnreadableChunk(`The blob ${chunkBlobName(chunk)} is gone.`)), now());
  // Also when somebody else had read it, and crashed before it was off the list.
  if (result === 'read') await forgetQuarantined(tables, chunk);
  return (await readLedger(tables, chunk))?.status ?? 'received';
}
