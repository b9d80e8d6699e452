import { createHash } from 'node:crypto';
import { CHUNK_METADATA, MAX_CHUNK_BYTES } from '../contract/uploads.js';
import type { ChunkId } from '../store/chunk.js';
import { inflate } from './inflate.js';

/** A chunk that can not be read as it is. Trying again does not help; a person has to look, so it goes to the poison queue and stays visible. */
export class UnreadableChunk extends Error {
  override readonly name = 'UnreadableChunk';
}

/**
 * The raw bytes of a chunk.
 *
 * Never more than {@link MAX_CHUNK_BYTES}: a bomb of a few kilobytes that inflates to gigabytes is stopped there.
 *
 * @param metadata of the blob; a SHA-256 in it is held against the bytes
 * @throws {UnreadableChunk} when the bytes are not what the blob's name and metadata promise.
 */
export function unpackChunk(packed: Buffer, { codec, from, to }: ChunkId, metadata: Readonly<Record<string, string>> = {}): Buffer {
  const bytes = inflated(packed, codec);
  if (bytes.length !== to - from) {
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

function inflated(packed: Buffer, codec: ChunkId['codec']): Buffer {
  try {
    return inflate(packed, codec, MAX_CHUNK_BYTES);
  } catch (error) {
    throw new UnreadableChunk(`The chunk ${(error as Error).message}`);
  }
}
