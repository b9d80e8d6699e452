import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { MAX_CHUNK_BYTES } from '../contract/uploads.js';
import type { ChunkId } from '../store/chunk.js';

/** A chunk that can not be read as it is. Trying again does not help; a person has to look, so it goes to the poison queue and stays visible. */
export class UnreadableChunk extends Error {
  override readonly name = 'UnreadableChunk';
}

/**
 * The raw bytes of a chunk.
 *
 * Never more than {@link MAX_CHUNK_BYTES}: a bomb of a few kilobytes that inflates to gigabytes is stopped there.
 *
 * @throws {UnreadableChunk} when the bytes are not what the blob's name promises.
 */
export function unpackChunk(packed: Buffer, { codec, from, to }: ChunkId): Buffer {
  const bytes = inflate(packed, codec);
  if (bytes.length !== to - from) {
    throw new UnreadableChunk(
      `The chunk holds ${bytes.length} bytes, but its name says ${to - from} (from ${from} to ${to}): it was cut on its way or written by something else.`,
    );
  }
  return bytes;
}

function inflate(packed: Buffer, codec: ChunkId['codec']): Buffer {
  const options = { maxOutputLength: MAX_CHUNK_BYTES };
  try {
    return codec === 'br' ? brotliDecompressSync(packed, options) : gunzipSync(packed, options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnreadableChunk(
      `The chunk can not be decompressed as ${codec === 'br' ? 'brotli' : 'gzip'} within ${MAX_CHUNK_BYTES} bytes: ${reason}`,
    );
  }
}
