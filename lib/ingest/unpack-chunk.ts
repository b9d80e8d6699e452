import { createHash } from 'node:crypto';
import { CHUNK_METADATA, MAX_CHUNK_BYTES, MAX_PSEUDONYM_GROWTH } from '../contract/uploads.js';
import type { ChunkId } from '../store/chunk.js';
import { inflate } from './inflate.js';

/** A chunk that cannot be read as it is. Trying again does not help; a person has to look, so it goes to the poison queue and stays visible. */
export class UnreadableChunk extends Error {
  override readonly name = 'UnreadableChunk';
}

/** Whether pseudonyms stand in a chunk in the place of persons, so that its bytes are not those of its range. */
export function hasPseudonyms(metadata: Readonly<Record<string, string>>): boolean {
  return metadata[CHUNK_METADATA.pseudonyms] !== undefined;
}

/**
 * The raw bytes of a chunk, or with pseudonyms what was made of them: then the range of its name tells how many they were, and not how many
 * they are.
 *
 * Never more than {@link MAX_CHUNK_BYTES}, or what pseudonyms can make of the range: a bomb of a few kilobytes that inflates to gigabytes is stopped there.
 *
 * @param metadata of the blob; a SHA-256 in it is held against the bytes
 * @throws {UnreadableChunk} when the bytes are not what the blob's name and metadata promise.
 */
export function unpackChunk(packed: Buffer, { codec, from, to }: ChunkId, metadata: Readonly<Record<string, string>> = {}): Buffer {
  const isOther = hasPseudonyms(metadata);
  const bytes = inflated(packed, codec, isOther ? (to - from) * MAX_PSEUDONYM_GROWTH : MAX_CHUNK_BYTES);
  if (!isOther && bytes.length !== to - from) {
    throw new UnreadableChunk(
      `The chunk holds ${bytes.length} bytes, but its name says ${to - from} (from ${from} to ${to}): it was cut on its way or written by something else.`,
    );
  }
  const said = metadata[CHUNK_METADATA.sha256];
  if (said !== undefined && said !== createHash('sha256').update(bytes).digest('hex')) {
    throw new UnreadableChunk(
      'The chunk does not have the SHA-256 that its metadata says: its bytes were changed after the shipper read them.',
    );
  }
  return bytes;
}

function inflated(packed: Buffer, codec: ChunkId['codec'], limit: number): Buffer {
  try {
    return inflate(packed, codec, limit);
  } catch (error) {
    throw new UnreadableChunk(`The chunk ${(error as Error).message}`);
  }
}
