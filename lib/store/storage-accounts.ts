import { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
import { admittingTable } from './admitting-table.js';
import { CHUNK_CONTAINER } from './chunk.js';
import { INVENTORY_CONTAINER } from './inventory-blob.js';
import { blobPipeline, TABLE_OPTIONS } from './retries.js';
import { numbered, Shards } from './shards.js';
import { SpreadTable } from './spread-table.js';
import { HOME_TABLES, TABLES, TENANT_TABLES, type Table, type TableName, type Tables } from './tables.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The identity of the app, or that of this client id where there are several. */
export type IdentityOf = (clientId: string | undefined) => TokenCredential;

/** A client for each table of one account. */
export type AccountTables = Readonly<Record<TableName, TableClient>>;

/** What Mailflow keeps its data in. */
export interface StorageAccounts {
  readonly uploads: Shards<BlobServiceClient>;
  readonly results: Shards<AccountTables>;
}

/**
 * Opens the accounts that these settings name. Two connections for each, as the Functions runtime spells them: `Uploads` (blobs) and `Results` (tables),
 * of further accounts `Uploads1`, `Results1` …; either a connection string (the emulator) or `…__blobServiceUri` / `…__tableServiceUri` for a managed
 * identity.
 *
 * @source https://learn.microsoft.com/azure/azure-functions/functions-reference#connections
 */
export function openAccounts(environment: Environment, identityOf: IdentityOf): StorageAccounts {
  const shards = Shards.in(environment);
  return {
    uploads: shards.map((shard) => openBlobs(environment, numbered('Uploads', shard), identityOf)),
    results: shards.map((shard) => openTables(environment, numbered('Results', shard), identityOf)),
  };
}

/** The tables as the rest of Mailflow has them: one of each, wherever its rows lie. */
export function tablesIn(results: Shards<AccountTables>): Tables {
  const home = HOME_TABLES.map((name) => [name, admittingTable(results.home[name])] as const);
  const spread = TENANT_TABLES.map((name) => [name, admittingTable(new SpreadTable(results.map((tables) => tables[name])))] as const);
  return Object.fromEntries([...home, ...spread]) as Record<TableName, Table>;
}

/** Creates the containers and the tables where they are missing. In Azure the deployment does this. */
export async function createIn({ uploads, results }: StorageAccounts): Promise<void> {
  for (const blobs of uploads.all) {
    for (const container of [CHUNK_CONTAINER, INVENTORY_CONTAINER]) await blobs.getContainerClient(container).createIfNotExists();
  }
  for (const tables of results.all) {
    const names = tables === results.home ? TABLES : TENANT_TABLES;
    await Promise.all(names.map((name) => tables[name].createTable()));
  }
}

function openBlobs(environment: Environment, name: string, identityOf: IdentityOf): BlobServiceClient {
  const connection = environment[name];
  const uri = environment[`${name}__blobServiceUri`];
  if (connection !== undefined) {
    const { url, credential } = BlobServiceClient.fromConnectionString(connection);
    return new BlobServiceClient(url, blobPipeline(credential));
  }
  if (uri !== undefined) return new BlobServiceClient(uri, blobPipeline(identityOf(environment[`${name}__clientId`])));
  throw new Error(`No blob storage is configured: set ${name} (a connection string) or ${name}__blobServiceUri (with a managed identity).`);
}

/** Opens the tables of the account that a connection of this name leads to. */
export function openTables(environment: Environment, name: string, identityOf: IdentityOf): AccountTables {
  const connection = environment[name];
  const uri = environment[`${name}__tableServiceUri`];
  const open = (table: TableName): TableClient => {
    // The emulator speaks plain HTTP on the loopback interface; a connection string for anything else names https itself.
    if (connection !== undefined)
      return TableClient.fromConnectionString(connection, table, { ...TABLE_OPTIONS, allowInsecureConnection: true });
    if (uri !== undefined) return new TableClient(uri, table, identityOf(environment[`${name}__clientId`]), TABLE_OPTIONS);
    throw new Error(
      `No table storage is configured: set ${name} (a connection string) or ${name}__tableServiceUri (with a managed identity).`,
    );
  };
  return Object.fromEntries(TABLES.map((table) => [table, open(table)])) as Record<TableName, TableClient>;
}
