import { createHash } from 'node:crypto';
import type { UploadGrant } from '../contract/uploads.js';
import type { HttpAnswer } from './http-exchange.js';
import { persistentExchange, type Persistence } from './persistent-exchange.js';

/** What the store holds of it now, or why not. */
export type UploadResult =
  | { readonly kind: 'stored' }
  | { readonly kind: 'already-stored' }
  /** Expired, or made by an API that may not give it. */
  | { readonly kind: 'grant-refused'; readonly status: number; readonly code: string }
  | { readonly kind: 'blob-refused'; readonly status: number; readonly code: string };

/**
 * Puts a blob into the store: created in one request, or not at all.
 *
 * The body is already compressed and the blob's name says how. Content-Encoding stays unset, so that no client on the way back unpacks
 * it unasked.
 *
 * @source https://learn.microsoft.com/rest/api/storageservices/put-blob
 * @throws ServiceStop when nobody answers.
 */
export async function upload(
  packed: Buffer,
  grant: UploadGrant,
  metadata: Readonly<Record<string, string>>,
  persistence: Persistence,
): Promise<UploadResult> {
  const granted = Object.entries(grant.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const answer = await persistentExchange(
    {
      method: 'PUT',
      url: new URL(grant.url),
      headers: {
        ...Object.fromEntries(granted),
        'content-type': 'application/octet-stream',
        'content-md5': createHash('md5').update(packed).digest('base64'),
        'if-none-match': '*',
        'x-ms-blob-type': 'BlockBlob',
        ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-ms-meta-${name}`, value])),
      },
      body: packed,
    },
    persistence,
  );
  return judge(answer);
}

function judge({ status, headers }: HttpAnswer): UploadResult {
  const code = only(headers['x-ms-error-code']) ?? 'without an error code';
  if (status === 201) return { kind: 'stored' };
  if (status === 409 && code === 'BlobAlreadyExists') return { kind: 'already-stored' };
  if (status === 403 && code === overwriteRefused(only(headers['server']))) return { kind: 'already-stored' };
  return { kind: status === 403 ? 'grant-refused' : 'blob-refused', status, code };
}

/** A header that may stand only once. */
function only(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/**
 * What a store says when a right that may only create meets a blob that exists.
 *
 * Azure says `UnauthorizedBlobOverwrite`. Its `AuthorizationPermissionMismatch` means something else, a right that can't create at all (the
 * API's role on the account is missing), and to take that for success would lose the log in silence. Azurite says it for the overwrite.
 *
 * @source https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
 * @source https://learn.microsoft.com/rest/api/storageservices/sas-error-codes
 */
function overwriteRefused(server: string | undefined): string {
  return server?.startsWith('Azurite-Blob/') ? 'AuthorizationPermissionMismatch' : 'UnauthorizedBlobOverwrite';
}
