import { RestError, type TableClient } from '@azure/data-tables';

/** Of these there is one, in the first storage account: what belongs to no tenant, and what timers look at for all tenants at once. */
export const HOME_TABLES = [
  'Tenants',
  'Tokens',
  'Audit',
  'OpenRediagnoses',
  'OpenSessions',
  'OpenGrants',
  'Fleet',
  'Notifications',
  'Changes',
  'Outbox',
  'Deliveries',
  'Upkeep',
] as const;

/**
 * Of these each storage account has one, with the rows of its tenants. Every partition key begins with the tenant, alone or before a `|`, and every query
 * begins with the partition.
 */
export const TENANT_TABLES = [
  'LogFiles',
  'Chunks',
  'Quarantine',
  'Rediagnoses',
  'Fragments',
  'Sessions',
  'SessionIndex',
  'Findings',
  'Activity',
  'Inventory',
  'Observations',
  'Servers',
] as const;

/** The tables of the house. */
export const TABLES = [...HOME_TABLES, ...TENANT_TABLES] as const;
export type TableName = (typeof TABLES)[number];

/** What is asked of a table. */
export type Table = Pick<
  TableClient,
  'getEntity' | 'createEntity' | 'updateEntity' | 'upsertEntity' | 'deleteEntity' | 'submitTransaction' | 'listEntities'
>;

export type Tables = Readonly<Record<TableName, Table>>;

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
