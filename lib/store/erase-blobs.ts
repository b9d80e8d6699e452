import type { BlobServiceClient } from '@azure/storage-blob';
import { CHUNK_CONTAINER } from './chunk.js';
import { INVENTORY_CONTAINER } from './inventory-blob.js';
import type { Shards } from './shards.js';

/** Deletes the blobs of a tenant, as many as there is time for. @returns how many were deleted */
export type EraseBlobs = (tenant: string, hasTime: () => boolean) => Promise<number>;

/** Blobs that are deleted at once. */
const AT_ONCE = 32;

/** Deletes what a tenant's servers have uploaded, in every account: a tenant that was moved has left blobs in the account where it was. */
export function blobEraser(uploads: Shards<BlobServiceClient>): EraseBlobs {
  const containers = uploads.all.flatMap((blobs) => [CHUNK_CONTAINER, INVENTORY_CONTAINER].map((name) => blobs.getContainerClient(name)));
  return async (tenant, hasTime) => {
    let erased = 0;
    for (const container of containers) {
      for await (const page of container.listBlobsFlat({ prefix: `${tenant}/` }).byPage({ maxPageSize: 1_000 })) {
        const found = page.segment.blobItems.map((blob) => blob.name);
        for (let start = 0; start < found.length; start += AT_ONCE) {
          if (!hasTime()) return erased;
          const some = found.slice(start, start + AT_ONCE);
          await Promise.all(some.map((blob) => container.getBlobClient(blob).deleteIfExists()));
          erased += some.length;
        }
      }
    }
    return erased;
  };
}
