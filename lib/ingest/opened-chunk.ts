import type { Rule } from '../diagnosis/rule.js';
import type { ReadChunkBlob } from '../store/chunk-blobs.js';
import { chunkBlobName, type ChunkId } from '../store/chunk.js';
import { readChunk, type ChunkReading } from './read-chunk.js';
import { hasPseudonyms, UnreadableChunk, unpackChunk } from './unpack-chunk.js';

/** A chunk's raw bytes, and what they say. */
export interface OpenedChunk {
  readonly chunk: ChunkId;
  readonly bytes: Buffer;
  /** Its bytes are not those of its range. */
  readonly hasPseudonyms: boolean;
  readonly reading: ChunkReading;
}

/** @throws {UnreadableChunk} when the bytes are not what the chunk's name and metadata promise. */
export function openChunk(packed: Buffer, chunk: ChunkId, metadata: Readonly<Record<string, string>>, rules: readonly Rule[]): OpenedChunk {
  const bytes = unpackChunk(packed, chunk, metadata);
  return { chunk, bytes, hasPseudonyms: hasPseudonyms(metadata), reading: readChunk(bytes, chunk, metadata, rules) };
}

/** Opens a chunk that was read before, from its blob. @throws {UnreadableChunk} when the blob is gone. */
export async function openStoredChunk(
  { readChunkBlob, rules }: { readonly readChunkBlob: ReadChunkBlob; readonly rules: readonly Rule[] },
  chunk: ChunkId,
): Promise<OpenedChunk> {
  const stored = await readChunkBlob(chunk);
  if (stored === undefined)
    throw new UnreadableChunk(`“${chunkBlobName(chunk)}” holds some of the same bytes, and its blob is gone: the two can't be compared.`);
  return openChunk(stored.packed, chunk, stored.metadata, rules);
}

/**
 * The first offset of the log file at which two chunks hold different bytes; `undefined` when what they have in common is the same, or can't be compared
 * because pseudonyms moved it.
 */
export function firstDifference(a: OpenedChunk, b: OpenedChunk): number | undefined {
  if (a.hasPseudonyms || b.hasPseudonyms) return undefined;
  const [from, to] = [Math.max(a.chunk.from, b.chunk.from), Math.min(a.chunk.to, b.chunk.to)];
  const common = ({ bytes, chunk }: OpenedChunk) => bytes.subarray(from - chunk.from, to - chunk.from);
  const [left, right] = [common(a), common(b)];
  if (left.equals(right)) return undefined;
  return from + left.findIndex((byte, index) => byte !== right[index]);
}
