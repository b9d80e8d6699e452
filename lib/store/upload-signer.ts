import {
  BlobSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
  type BlobSASSignatureValues,
  type BlobServiceClient,
  type UserDelegationKey,
} from '@azure/storage-blob';
import type { Shards } from './shards.js';

/** The right to create one blob: an address that is a secret until it expires. */
export interface SignedUpload {
  readonly url: string;
  readonly expiresAt: Date;
}

/** The blob that an upload creates. */
export interface UploadTarget {
  readonly tenant: string;
  readonly container: string;
  /** Below the container. */
  readonly blobName: string;
}

/** Signs the upload of one blob. */
export type UploadSigner = (target: UploadTarget, now: Date) => Promise<SignedUpload>;

/** Long enough for a slow line to send one chunk, short enough that a leaked address is worth little. */
const UPLOAD_MINUTES = 15;

/** How long a grant lives. */
export const UPLOAD_MILLISECONDS = UPLOAD_MINUTES * 60_000;

/** A server's clock may be behind ours; a right that begins in its future would be refused. */
const CLOCK_SKEW_MINUTES = 5;

/** How long one delegation key is used. Azure allows seven days; a shorter life bounds what a leak of it is worth. */
const DELEGATION_HOURS = 2;

const MINUTE = 60_000;

/**
 * Signs with the account's own key where there is one (the emulator), else with a user delegation key of the managed identity: no key of the
 * account exists in Azure.
 *
 * The right is `c` (create) alone: it can't read, list, delete or overwrite, and it names a single blob.
 *
 * @source https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
 */
export function uploadSigner(uploads: Shards<BlobServiceClient>): UploadSigner {
  const signers = uploads.map(accountSigner);
  return (target, now) => signers.of(target.tenant)(target, now);
}

function accountSigner(blobs: BlobServiceClient): UploadSigner {
  const { credential } = blobs;
  const sign =
    credential instanceof StorageSharedKeyCredential
      ? (values: BlobSASSignatureValues) => Promise.resolve(generateBlobSASQueryParameters(values, credential))
      : delegatedSigning(blobs);
  return async ({ container, blobName }, now) => {
    const expiresAt = new Date(now.getTime() + UPLOAD_MINUTES * MINUTE);
    const url = blobs.getContainerClient(container).getBlobClient(blobName).url;
    const query = await sign({
      containerName: container,
      blobName,
      permissions: BlobSASPermissions.parse('c'),
      startsOn: new Date(now.getTime() - CLOCK_SKEW_MINUTES * MINUTE),
      expiresOn: expiresAt,
      protocol: url.startsWith('https:') ? SASProtocol.Https : SASProtocol.HttpsAndHttp,
    });
    return { url: `${url}?${query.toString()}`, expiresAt };
  };
}

function delegatedSigning(blobs: BlobServiceClient) {
  let key: { value: UserDelegationKey; renewAt: number } | undefined;
  return async (values: BlobSASSignatureValues) => {
    const now = Date.now();
    if (key === undefined || now >= key.renewAt) {
      const expiresOn = new Date(now + DELEGATION_HOURS * 60 * MINUTE);
      const value = await blobs.getUserDelegationKey(new Date(now - CLOCK_SKEW_MINUTES * MINUTE), expiresOn);
      // A right must not outlive the key that signs it.
      key = { value, renewAt: expiresOn.getTime() - 2 * UPLOAD_MINUTES * MINUTE };
    }
    return generateBlobSASQueryParameters(values, key.value, blobs.accountName);
  };
}
