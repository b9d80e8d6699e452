import { uploadsRequestSchema, uploadsResponseSchema, type UploadAnswer, type UploadGrant } from '../contract/uploads.js';
import { CHUNK_CONTAINER, chunkBlobName, type ChunkId } from '../store/chunk.js';
import { noteGranted } from '../store/grants.js';
import { standingsOf } from '../store/held-ranges.js';
import type { UploadSigner } from '../store/upload-signer.js';
import { SHIPPER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { demandPseudonyms } from './demand-pseudonyms.js';
import { declareRoute } from './route.js';
import { uploadHeaders } from './upload-headers.js';

interface UploadServices extends Doorkeeper {
  readonly signUpload: UploadSigner;
}

/**
 * A shipper names byte ranges, and gets for each the right to create that one blob, or the pieces in which those bytes are known already. Tenant and
 * server come from the token, so nothing in the request can point elsewhere.
 */
export const grantUploadsRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/uploads',
  operationId: 'grantUploads',
  tag: 'uploads',
  summary: 'Upload grants for chunks of protocol logs',
  access: SHIPPER,
  body: uploadsRequestSchema,
  status: 201,
  answer: uploadsResponseSchema,
  async handle({ caller: { tenant, server }, tenant: own, body: asked }, services: UploadServices) {
    demandPseudonyms(own, asked.pseudonyms);
    const chunks = asked.chunks.map(({ stream, file, date, from, to, codec }): ChunkId => ({
      tenant,
      server,
      stream,
      file: { name: file, date },
      from,
      to,
      codec,
    }));
    const standings = await standingsOf(services.tables, chunks);
    const now = services.now();
    // Noted before they are given: a blob that the ledger does not know can't come.
    await noteGranted(
      services.tables,
      standings.filter(({ held }) => held.length === 0),
      now,
    );
    const grants = await Promise.all(
      standings.map(async ({ chunk, held }): Promise<UploadAnswer> =>
        held.length > 0 ? { held: [...held] } : grant(chunk, services, now),
      ),
    );
    return { json: { grants } };
  },
});

async function grant(chunk: ChunkId, { signUpload }: UploadServices, now: Date): Promise<UploadGrant> {
  const { url, expiresAt } = await signUpload({ tenant: chunk.tenant, container: CHUNK_CONTAINER, blobName: chunkBlobName(chunk) }, now);
  return { url, expiresAt: expiresAt.toISOString(), headers: uploadHeaders() };
}
