import type { HttpRequest } from '@azure/functions';
import { uploadsRequestSchema, type UploadGrant } from '../contract/uploads.js';
import { noteGranted } from '../store/chunk-table.js';
import { chunkBlobName, type ChunkId } from '../store/chunk.js';
import type { Tables } from '../store/tables.js';
import type { UploadSigner } from '../store/upload-signer.js';
import { authenticateShipper } from './authenticate.js';
import { readBody } from './read-body.js';
import type { Answer } from './route.js';

interface UploadServices {
  readonly tables: Tables;
  readonly signUpload: UploadSigner;
  readonly now: () => Date;
}

/**
 * `POST /api/v1/uploads`: a shipper names byte ranges, and gets for each the right to create that one blob. Tenant and server come from the
 * token, so nothing in the request can point elsewhere.
 */
export async function grantUploads(request: HttpRequest, services: UploadServices): Promise<Answer> {
  const { tenant, server } = await authenticateShipper(request, services);
  const { chunks } = await readBody(request, uploadsRequestSchema);
  const now = services.now();
  const grants = await Promise.all(
    chunks.map(async ({ stream, file, date, from, to, codec }): Promise<UploadGrant> => {
      const chunk: ChunkId = { tenant, server, stream, file: { name: file, date }, from, to, codec };
      const [{ url, expiresAt }] = await Promise.all([services.signUpload(chunkBlobName(chunk), now), noteGranted(services.tables, chunk)]);
      return { url, expiresAt: expiresAt.toISOString(), headers: { 'x-ms-blob-type': 'BlockBlob' } };
    }),
  );
  return { status: 201, json: { grants } };
}
