import { RestError, type BlobServiceClient } from '@azure/storage-blob';
import { CHUNK_CONTAINER } from './chunk.js';

/** A chunk as it lies in its container. */
export interface ChunkBlob {
  /** Compressed, as the shipper sent it. */
  readonly packed: Buffer;
  /** Names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Reads a chunk's blob; `undefined` when there is none. */
export type ReadChunkBlob = (blobName: string) => Promise<ChunkBlob | undefined>;

/** Reads blobs of the chunk container. */
export function chunkBlobReader(blobs: BlobServiceClient): ReadChunkBlob {
  const container = blobs.getContainerClient(CHUNK_CONTAINER);
  return async (blobName) => {
    const blob = container.getBlobClient(blobName);
    try {
      const [packed, { metadata = {} }] = await Promise.all([blob.downloadToBuffer(), blob.getProperties()]);
      return { packed, metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value])) };
    } catch (error) {
      if (error instanceof RestError && error.statusCode === 404) return undefined;
      throw error;
    }
  };
}
