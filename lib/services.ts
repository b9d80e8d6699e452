import type { TokenCredential } from '@azure/identity';
import type { Rule } from './diagnosis/rule.js';
import { RULES } from './diagnosis/rules/index.js';
import { webhookPoster, type PostWebhook } from './notify/post-webhook.js';
import { ALLOWED_RANGES_SETTING, allowedRangesIn } from './notify/public-address.js';
import { RateLimits } from './api/rate-limits.js';
import { chunkBlobReader, type ReadChunkBlob } from './store/chunk-blobs.js';
import { blobEraser, type EraseBlobs } from './store/erase-blobs.js';
import { createIn, openAccounts, tablesIn, type StorageAccounts } from './store/storage-accounts.js';
import type { Tables } from './store/tables.js';
import { uploadSigner, type UploadSigner } from './store/upload-signer.js';
import type { ProcessTelemetry } from './telemetry/deferred-telemetry.js';
import { openTelemetry } from './telemetry/open-telemetry.js';
import { countStorageOperations } from './telemetry/storage-operations.js';
import { tellers, type Tellers } from './telemetry/tellers.js';
import { NO_TELEMETRY, type Telemetry } from './telemetry/telemetry.js';
import { entraSignInIn, type EntraSignIn } from './tenants/entra-sign-in.js';
import { entraSettingsIn, userVerifier, type VerifyUser } from './tenants/entra.js';
import { ADMIN_TOKEN_SETTING, adminTokenIn, type AdminToken } from './tenants/admin-token.js';

/** What the functions work with. */
export interface Services extends Tellers {
  readonly tables: Tables;
  readonly signUpload: UploadSigner;
  readonly now: () => Date;
  /** By which sessions are diagnosed. */
  readonly rules: readonly Rule[];
  readonly readChunkBlob: ReadChunkBlob;
  readonly eraseBlobs: EraseBlobs;
  readonly adminToken: AdminToken | undefined;
  readonly limits: RateLimits;
  readonly verifyUser: VerifyUser | undefined;
  readonly entraSignIn: EntraSignIn | undefined;
  readonly postWebhook: PostWebhook;
  /** Where people find the dashboard, as far as it is known: notifications lead there. */
  readonly dashboard: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

let opened: Services | undefined;
let told: ProcessTelemetry | undefined;

/** The services of this process, opened at first use from its environment. */
export function services(): Services {
  opened ??= openServices(process.env, telemetry());
  return opened;
}

/** The telemetry of this process, opened likewise. */
export function telemetry(): ProcessTelemetry {
  told ??= openTelemetry(process.env, managedIdentity);
  return told;
}

/** Opens the services that these settings name. */
export function openServices(environment: Environment, telemetry: Telemetry = NO_TELEMETRY): Services {
  const accounts = openAccounts(environment, managedIdentity);
  const { uploads, results } = accounts;
  const entra = entraSettingsIn(environment);
  if (telemetry !== NO_TELEMETRY) countStorageOperations(hostsOf(accounts), telemetry);
  return {
    ...tellers(telemetry),
    tables: tablesIn(results),
    signUpload: uploadSigner(uploads),
    now: () => new Date(),
    rules: RULES,
    readChunkBlob: chunkBlobReader(uploads),
    eraseBlobs: blobEraser(uploads),
    adminToken: adminTokenIn(environment[ADMIN_TOKEN_SETTING]),
    limits: new RateLimits(),
    verifyUser: entra && userVerifier(entra),
    entraSignIn: entraSignInIn(environment),
    postWebhook: webhookPoster({ allowed: allowedRangesIn(environment[ALLOWED_RANGES_SETTING]) }),
    dashboard: dashboardIn(environment),
  };
}

/** As whoever runs Mailflow says, or as the platform names the app. */
function dashboardIn({ MAILFLOW_URL: url, WEBSITE_HOSTNAME: host }: Environment): string | undefined {
  if (url !== undefined && url !== '') return url.replace(/\/+$/, '');
  return host === undefined || host === '' ? undefined : `https://${host}`;
}

/** Creates the containers and the tables where they are missing. In Azure the deployment does this. */
export async function createStorage(environment: Environment): Promise<void> {
  await createIn(openAccounts(environment, managedIdentity));
}

function hostsOf({ uploads, results }: StorageAccounts): ReadonlyMap<string, 'blob' | 'table'> {
  return new Map([
    ...uploads.all.map(({ url }) => [new URL(url).host, 'blob'] as const),
    ...results.all.map(({ Findings }) => [new URL(Findings.url).host, 'table'] as const),
  ]);
}

/** Loaded at its first use: locally there is no identity, and the library costs a third of a cold start. */
function managedIdentity(clientId: string | undefined): TokenCredential {
  let credential: Promise<TokenCredential> | undefined;
  return {
    getToken: async (...request) => {
      credential ??= import('@azure/identity').then(({ ManagedIdentityCredential }) =>
        clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId }),
      );
      return (await credential).getToken(...request);
    },
  };
}
