import { inventoryUploadsRequestSchema, inventoryUploadsResponseSchema, type InventoryUpload } from '../contract/inventory-uploads.js';
import type { UploadGrant } from '../contract/uploads.js';
import { maybeSameServer } from '../correlation/same-server.js';
import { INVENTORY_CONTAINER, inventoryBlobName } from '../store/inventory-blob.js';
import type { UploadSigner } from '../store/upload-signer.js';
import { SHIPPER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { demandPseudonyms } from './demand-pseudonyms.js';
import { Problem } from './problem.js';
import { declareRoute } from './route.js';
import { uploadHeaders } from './upload-headers.js';

interface UploadServices extends Doorkeeper {
  readonly signUpload: UploadSigner;
}

/**
 * How far ahead of ours the clock of an export may be. The newest export wins, so one from next year would hide all that come after it; a day
 * forgives a server whose time zone is set wrong.
 */
const MAX_AHEAD_MILLISECONDS = 24 * 60 * 60 * 1000;

/**
 * A shipper names exports of its server's settings, and gets for each the right to create that one blob. Tenant and server come from the token, so
 * nothing in the request can point elsewhere.
 */
export const grantInventoryUploadsRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/inventory-uploads',
  operationId: 'grantInventoryUploads',
  tag: 'uploads',
  summary: 'Upload grants for exports of Exchange’s settings',
  access: SHIPPER,
  body: inventoryUploadsRequestSchema,
  status: 201,
  answer: inventoryUploadsResponseSchema,
  async handle({ caller: { tenant, server }, tenant: own, body: { exports, pseudonyms } }, { now: clock, signUpload }: UploadServices) {
    demandPseudonyms(own, pseudonyms);
    const now = clock();
    exports.forEach((asked, index) => {
      assertNotAhead(asked, index, now);
      assertOwn(asked, index, server);
    });
    const grants = await Promise.all(
      exports.map(async ({ kind, collectedAt, codec }): Promise<UploadGrant> => {
        const blobName = inventoryBlobName({ tenant, server, kind, collectedAt, codec });
        const { url, expiresAt } = await signUpload({ tenant, container: INVENTORY_CONTAINER, blobName }, now);
        return { url, expiresAt: expiresAt.toISOString(), headers: uploadHeaders() };
      }),
    );
    return { json: { grants } };
  },
});

function assertNotAhead({ collectedAt }: InventoryUpload, index: number, now: Date): void {
  if (Date.parse(collectedAt) - now.getTime() <= MAX_AHEAD_MILLISECONDS) return;
  throw new Problem(
    'invalid-request',
    `“exports.${index}.collectedAt”: ${collectedAt} lies in the future (it is ${now.toISOString()} here). Set the server’s clock right and export again.`,
  );
}

/** Certificates differ from server to server: what one says must not be held against another's logs. */
function assertOwn({ server: said }: InventoryUpload, index: number, server: string): void {
  if (maybeSameServer(said, server)) return;
  throw new Problem(
    'invalid-request',
    `“exports.${index}.server”: the export says that it is of ${said ?? ''}, and this token belongs to ${server}. Ship it with the token of its own server.`,
  );
}
