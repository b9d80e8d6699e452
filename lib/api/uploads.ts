import type { HttpRequest } from '@azure/functions';
import { uploadsRequestSchema, type UploadAnswer, type UploadGrant } from '../contract/uploads.js';
import { noteGranted } from '../store/chunk-table.js';
import { chunkBlobName, type ChunkId } from '../store/chunk.js';
import { heldInOtherPieces } from '../store/held-ranges.js';
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
 * `POST /api/v1/uploads`: a shipper names byte ranges, and gets for each the right to create that one blob, or the pieces in which those bytes are
 * known already. Tenant and server come from the token, so nothing in the request can point elsewhere.
 */
export async function grantUploads(request: HttpRequest, services: UploadServices): Promise<Answer> {
  const { tenant, server } = await authenticateShipper(request, services);
  const asked = await readBody(request, uploadsRequestSchema);
  const chunks = asked.chunks.map(({ stream, file, date, from, to, codec }): ChunkId => ({
    tenant,
    server,
    stream,
    file: { name: file, date },
    from,
    to,
    codec,
  }));
  const held = await heldInOtherPieces(services.tables, chunks);
  const now = services.now();
  // Noted before any grant is given out: what may come is known.
  await noteGranted(
    services.tables,
    chunks.filter((_, index) => (held[index] ?? []).length === 0),
    now,
  );
  const grants = await Promise.all(
    chunks.map(async (chunk, index): Promise<UploadAnswer> => {
      const pieces = held[index] ?? [];
      return pieces.length > 0 ? { held: [...pieces] } : grant(chunk, services, now);
    }),
  );
  return { status: 201, json: { grants } };
}

async function grant(chunk: ChunkId, { signUpload }: UploadServices, now: Date): Promise<UploadGrant> {
  const { url, expiresAt } = await signUpload(chunkBlobName(chunk), now);
  return { url, expiresAt: expiresAt.toISOString(), headers: { 'x-ms-blob-type': 'BlockBlob' } };
}
