import { MAX_HELD_PER_ANSWER, type HeldChunk } from '../contract/uploads.js';
import { chunkOfBlobName, type ChunkId } from './chunk.js';
import { claimRows } from './claimed-ranges.js';
import { ledgerPartition, type ChunkStatus } from './ledger.js';
import type { Tables } from './tables.js';

/** How a chunk that is asked for stands to what the ledger knows. */
export interface Standing {
  readonly chunk: ChunkId;
  /** The same bytes in other pieces, by start. Nothing where the bytes are new or the ledger knows this very chunk. */
  readonly held: readonly HeldChunk[];
  /** The status of this very chunk, if the ledger knows it. */
  readonly status: ChunkStatus | undefined;
  /** The ledger knows a chunk of its log file that touches one of those asked for. The first of a file never does, its successors do. */
  readonly hasNeighbours: boolean;
}

/**
 * How these chunks stand to what the ledger knows. Whether a known chunk was granted, ingested or failed makes no difference to what is held: its
 * boundaries were given out.
 *
 * This is a look, no lock: two requests in the same instant may both find nothing, and both be granted. Shippers that share a state file can't
 * do that, since they exclude each other; two that were set up for one server with a state file each can, once, if both begin a log at the
 * same moment. Ingestion then finds the overlap, and lets one of the two count.
 */
export async function standingsOf(tables: Tables, chunks: readonly ChunkId[]): Promise<readonly Standing[]> {
  const spans = new Map<string, ChunkId>();
  for (const chunk of chunks) {
    const { from, to } = spans.get(ledgerPartition(chunk)) ?? chunk;
    spans.set(ledgerPartition(chunk), { ...chunk, from: Math.min(from, chunk.from), to: Math.max(to, chunk.to) });
  }
  const known = new Map<string, readonly KnownChunk[]>();
  await Promise.all([...spans].map(async ([partition, span]) => known.set(partition, await knownAround(tables, span))));
  return chunks.map((chunk) => standing(chunk, known.get(ledgerPartition(chunk)) ?? []));
}

type KnownChunk = HeldChunk & { readonly status: ChunkStatus };

function standing(chunk: ChunkId, known: readonly KnownChunk[]): Standing {
  const held = known.filter(({ from, to }) => from < chunk.to && to > chunk.from);
  const itself = held.find(({ from, to, codec }) => from === chunk.from && to === chunk.to && codec === chunk.codec);
  const others = held.slice(0, MAX_HELD_PER_ANSWER).map(({ from, to, codec }) => ({ from, to, codec }));
  return { chunk, held: itself === undefined ? others : [], status: itself?.status, hasNeighbours: known.length > 0 };
}

/** The chunks of one file that touch this span; also the one that ends where it begins. */
async function knownAround(tables: Tables, span: ChunkId): Promise<KnownChunk[]> {
  const known: KnownChunk[] = [];
  for await (const { blob, status } of claimRows(tables, span, { from: Math.max(0, span.from - 1), to: span.to }, ['blob', 'status'])) {
    const { from, to, codec } = chunkOfBlobName(blob);
    known.push({ from, to, codec, status });
  }
  return known;
}
