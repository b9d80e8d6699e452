import { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
import type { Rule } from './diagnosis/rule.js';
import { RULES } from './diagnosis/rules/index.js';
import { CHUNK_CONTAINER } from './store/chunk.js';
import { INVENTORY_CONTAINER } from './store/inventory-blob.js';
import { createTables, TABLES, type TableName, type Tables } from './store/tables.js';
import { chunkBlobReader, type ReadChunkBlob } from './store/chunk-blobs.js';
import type { ChunkTrouble } from './store/chunk-trouble.js';
import type { ToldChange } from './store/finding-change-table.js';
import type { ToldObservation } from './store/observation-change-table.js';
import { uploadSigner, type UploadSigner } from './store/upload-signer.js';
import { chunkEvent } from './telemetry/chunk-events.js';
import { findingEvent } from './telemetry/finding-events.js';
import { observationEvent } from './telemetry/observation-events.js';
import { NO_TELEMETRY, printedTelemetry } from './telemetry/telemetry.js';

/** What the functions work with. */
export interface Services {
  readonly tables: Tables;
  readonly signUpload: UploadSigner;
  readonly now: () => Date;
  /** By which sessions are diagnosed. */
  readonly rules: readonly Rule[];
  /** Hears of every change of a finding's condition. */
  readonly tell: (change: ToldChange) => void;
  /** Hears of every change of an observation. */
  readonly tellObserved: (change: ToldObservation) => void;
  /** Hears of every chunk that is quarantined, or conflicts with another. */
  readonly tellTrouble: (trouble: ChunkTrouble) => void;
  /** Hears for how many seconds the oldest uploaded chunk has waited to be ingested. */
  readonly tellOldestUningested: (seconds: number) => void;
  readonly readChunkBlob: ReadChunkBlob;
}

type Environment = Readonly<Record<string, string | undefined>>;

let opened: Services | undefined;

/** The services of this process, opened at first use from its environment. */
export function services(): Services {
  opened ??= openServices(process.env);
  return opened;
}

/**
 * Opens the services that these settings name. Two connections, as the Functions runtime spells them: `Uploads` (blobs) and `Results`
 * (tables), each either a connection string (the emulator) or `…__blobServiceUri` / `…__tableServiceUri` for a managed identity.
 *
 * @source https://learn.microsoft.com/azure/azure-functions/functions-reference#connections
 */
export function openServices(environment: Environment): Services {
  const blobs = openBlobs(environment);
  // Where nothing collects what a function prints, lines of JSON would only stand in the way.
  const telemetry =
    environment.APPLICATIONINSIGHTS_CONNECTION_STRING === undefined
      ? NO_TELEMETRY
      : printedTelemetry((line) => void process.stdout.write(line));
  return {
    tables: openTables(environment),
    signUpload: uploadSigner(blobs),
    now: () => new Date(),
    rules: RULES,
    tell: (change) => {
      findingEvent(telemetry, change);
    },
    tellObserved: (change) => {
      observationEvent(telemetry, change);
    },
    tellTrouble: (trouble) => {
      chunkEvent(telemetry, trouble);
    },
    tellOldestUningested: (seconds) => {
      telemetry.metric('OldestUningestedSeconds', seconds);
    },
    readChunkBlob: chunkBlobReader(blobs),
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
  if (connection !== undefined) return BlobServiceClient.fromConnectionString(connection);
  if (uri !== undefined) return new BlobServiceClient(uri, managedIdentity(environment.Uploads__clientId));
  throw new Error('No blob storage is configured: set Uploads (a connection string) or Uploads__blobServiceUri (with a managed identity).');
}

function openTables(environment: Environment): Tables {
  const { Results: connection, Results__tableServiceUri: uri } = environment;
  const open = (name: TableName): TableClient => {
    // The emulator speaks plain HTTP on the loopback interface; a connection string for anything else names https itself.
    if (connection !== undefined) return TableClient.fromConnectionString(connection, name, { allowInsecureConnection: true });
    if (uri !== undefined) return new TableClient(uri, name, managedIdentity(environment.Results__clientId));
    throw new Error(
      'No table storage is configured: set Results (a connection string) or Results__tableServiceUri (with a managed identity).',
    );
  };
  return Object.fromEntries(TABLES.map((name) => [name, open(name)])) as Record<TableName, TableClient>;
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
