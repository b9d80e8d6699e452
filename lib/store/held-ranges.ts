import { odata } from '@azure/data-tables';
import { MAX_CHUNK_BYTES, MAX_HELD_PER_ANSWER, type HeldChunk } from '../contract/uploads.js';
import { ledgerPartition } from './chunk-table.js';
import { chunkOfBlobName, rangeKey, type ChunkId } from './chunk.js';
import type { Tables } from './tables.js';

/**
 * For each of these chunks: what the ledger holds of the same bytes in other pieces, by start. Nothing where the bytes are new or the ledger knows
 * this very chunk. Whether a known chunk was granted, ingested or failed makes no difference: its boundaries were given out.
 *
 * This is a look, no lock: two requests in the same instant may both find nothing, and both be granted. Shippers that share a state file can't
 * do that, since they exclude each other; two that were set up for one server with a state file each can, once, if both begin a log at the
 * same moment.
 */
export async function heldInOtherPieces(tables: Tables, chunks: readonly ChunkId[]): Promise<readonly (readonly HeldChunk[])[]> {
  const spans = new Map<string, { from: number; to: number }>();
  for (const chunk of chunks) {
    const { from, to } = spans.get(ledgerPartition(chunk)) ?? chunk;
    spans.set(ledgerPartition(chunk), { from: Math.min(from, chunk.from), to: Math.max(to, chunk.to) });
  }
  const known = new Map<string, readonly HeldChunk[]>();
  await Promise.all([...spans].map(async ([partition, span]) => known.set(partition, await knownWithin(tables, partition, span))));
  return chunks.map((chunk) => otherPieces(chunk, known.get(ledgerPartition(chunk)) ?? []));
}

function otherPieces(chunk: ChunkId, known: readonly HeldChunk[]): readonly HeldChunk[] {
  const held = known.filter(({ from, to }) => from < chunk.to && to > chunk.from);
  const isKnown = held.some(({ from, to, codec }) => from === chunk.from && to === chunk.to && codec === chunk.codec);
  return isKnown ? [] : held.slice(0, MAX_HELD_PER_ANSWER);
}

/** The chunks of one file that may touch this span. Rows sort by start, and none reaches further than a chunk may be long. */
async function knownWithin({ Chunks }: Tables, partition: string, { from, to }: { from: number; to: number }): Promise<HeldChunk[]> {
  const first = rangeKey({ from: Math.max(0, from - MAX_CHUNK_BYTES), to: 0 });
  const beyond = rangeKey({ from: to, to: 0 });
  const filter = odata`PartitionKey eq ${partition} and RowKey ge ${first} and RowKey lt ${beyond}`;
  const known: HeldChunk[] = [];
  for await (const { blob } of Chunks.listEntities<{ blob: string }>({ queryOptions: { filter, select: ['blob'] } })) {
    const chunk = chunkOfBlobName(blob);
    known.push({ from: chunk.from, to: chunk.to, codec: chunk.codec });
  }
  return known;
}
