import { RestError, type BlobServiceClient } from '@azure/storage-blob';
import { MAX_CHUNK_BYTES } from '../contract/uploads.js';
import { CHUNK_CONTAINER, chunkBlobName, type ChunkId } from './chunk.js';
import type { Shards } from './shards.js';

/** A chunk as it lies in its blob. */
export interface StoredChunk {
  readonly packed: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: Date;
}

/** Reads a chunk's blob; `undefined` when there is none. */
export type ReadChunkBlob = (chunk: ChunkId) => Promise<StoredChunk | undefined>;

/** Compressed bytes are fewer than raw ones; what can't be compressed grows by less than this. */
const MAX_PACKED_BYTES = MAX_CHUNK_BYTES + 64 * 1024;

/** Reads chunks from the containers of the uploads. */
export function chunkBlobReader(uploads: Shards<BlobServiceClient>): ReadChunkBlob {
  const containers = uploads.map((blobs) => blobs.getContainerClient(CHUNK_CONTAINER));
  return async (chunk) => {
    try {
      const blob = containers.of(chunk.tenant).getBlobClient(chunkBlobName(chunk));
      const { readableStreamBody, metadata = {}, createdOn, lastModified } = await blob.download();
      return {
        packed: readableStreamBody === undefined ? Buffer.alloc(0) : await bufferOf(readableStreamBody),
        metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value])),
        createdAt: createdOn ?? lastModified ?? new Date(0),
      };
    } catch (error) {
      if (error instanceof RestError && error.statusCode === 404) return undefined;
      throw error;
    }
  };
}

/** The bytes of a blob. Of one that is too large to be a chunk the rest is left unread; whoever unpacks it finds it spoiled. */
async function bufferOf(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop early closes the stream.
  for await (const piece of stream) {
    pieces.push(Buffer.from(piece));
    bytes += piece.length;
    if (bytes > MAX_PACKED_BYTES) break;
  }
  return Buffer.concat(pieces);
}
