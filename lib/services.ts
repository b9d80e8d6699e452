import { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
import type { Rule } from './diagnosis/rule.js';
import { RULES } from './diagnosis/rules/index.js';
import { RateLimits } from './api/rate-limits.js';
import { admittingTable } from './store/admitting-table.js';
import { CHUNK_CONTAINER } from './store/chunk.js';
import { INVENTORY_CONTAINER } from './store/inventory-blob.js';
import { blobPipeline, TABLE_OPTIONS } from './store/retries.js';
import { createTables, TABLES, type TableName, type Tables } from './store/tables.js';
import { chunkBlobReader, type ReadChunkBlob } from './store/chunk-blobs.js';
import { blobEraser, type EraseBlobs } from './store/erase-blobs.js';
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

/**
 * Opens the services that these settings name. Two connections, as the Functions runtime spells them: `Uploads` (blobs) and `Results`
 * (tables), each either a connection string (the emulator) or `…__blobServiceUri` / `…__tableServiceUri` for a managed identity.
 *
 * @source https://learn.microsoft.com/azure/azure-functions/functions-reference#connections
 */
export function openServices(environment: Environment, telemetry: Telemetry = NO_TELEMETRY): Services {
  const blobs = openBlobs(environment);
  const entra = entraSettingsIn(environment);
  const tables = openTables(environment);
  if (telemetry !== NO_TELEMETRY)
    countStorageOperations(
      new Map([
        [new URL(blobs.url).host, 'blob'],
        [new URL(tables.Tenants.url).host, 'table'],
      ]),
      telemetry,
    );
  return {
    ...tellers(telemetry),
    tables,
    signUpload: uploadSigner(blobs),
    now: () => new Date(),
    rules: RULES,
    readChunkBlob: chunkBlobReader(blobs),
    eraseBlobs: blobEraser(blobs),
    adminToken: adminTokenIn(environment[ADMIN_TOKEN_SETTING]),
    limits: new RateLimits(),
    verifyUser: entra && userVerifier(entra),
    entraSignIn: entraSignInIn(environment),
  };
}

/** Creates the containers and the tables where they are missing. In Azure the deployment does this. */
export async function createStorage(environment: Environment): Promise<void> {
  const blobs = openBlobs(environment);
  for (const container of [CHUNK_CONTAINER, INVENTORY_CONTAINER]) await blobs.getContainerClient(container).createIfNotExists();
  await createTables(openTables(environment));
}

function openBlobs(environment: Environment): BlobServiceClient {
  const { Uploads: connection, Uploads__blobServiceUri: uri } = environment;
  if (connection !== undefined) {
    const { url, credential } = BlobServiceClient.fromConnectionString(connection);
    return new BlobServiceClient(url, blobPipeline(credential));
  }
  if (uri !== undefined) return new BlobServiceClient(uri, blobPipeline(managedIdentity(environment.Uploads__clientId)));
  throw new Error('No blob storage is configured: set Uploads (a connection string) or Uploads__blobServiceUri (with a managed identity).');
}

function openTables(environment: Environment): Tables {
  const { Results: connection, Results__tableServiceUri: uri } = environment;
  const open = (name: TableName): TableClient => {
    // The emulator speaks plain HTTP on the loopback interface; a connection string for anything else names https itself.
    if (connection !== undefined)
      return TableClient.fromConnectionString(connection, name, { ...TABLE_OPTIONS, allowInsecureConnection: true });
    if (uri !== undefined) return new TableClient(uri, name, managedIdentity(environment.Results__clientId), TABLE_OPTIONS);
    throw new Error(
      'No table storage is configured: set Results (a connection string) or Results__tableServiceUri (with a managed identity).',
    );
  };
  return Object.fromEntries(TABLES.map((name) => [name, admittingTable(open(name))])) as Record<TableName, TableClient>;
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
