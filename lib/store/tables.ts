import { RestError, type TableClient } from '@azure/data-tables';

/** The tables of the house. */
export const TABLES = [
  'Tenants',
  'Tokens',
  'Audit',
  'LogFiles',
  'Chunks',
  'Quarantine',
  'Rediagnoses',
  'OpenRediagnoses',
  'Fragments',
  'OpenSessions',
  'OpenGrants',
  'Sessions',
  'SessionIndex',
  'Findings',
  'Fleet',
  'Activity',
  'Inventory',
  'Observations',
  'Servers',
  'Upkeep',
] as const;
export type TableName = (typeof TABLES)[number];

/** A client for each table. */
export type Tables = Readonly<Record<TableName, TableClient>>;

/** Creates the tables that do not exist yet. In Azure the deployment does it; the embedded host and the tests do it here. */
export async function createTables(tables: Tables): Promise<void> {
  await Promise.all(TABLES.map((name) => tables[name].createTable()));
}

/** The service says that there is no such row. */
export function isNotFound(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === 404;
}

/** The storage could not be reached, failed itself, or had too much to do: nothing that it says of a single request. */
export function isStorageAway(error: unknown): boolean {
  if (!(error instanceof RestError)) return false;
  const { statusCode: status } = error;
  return status === undefined || status === 429 || status >= 500;
}

/** Somebody else wrote the row since it was read, or created it first. */
export function isLostRace(error: unknown): boolean {
  return error instanceof RestError && (error.statusCode === 412 || error.statusCode === 409);
}
