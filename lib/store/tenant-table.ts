import { odata } from '@azure/data-tables';
import { changed, type Changed } from './changed.js';
import { keyPart } from './keys.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';

/** A customer of the MSP. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
}

/** What the MSP may set for each tenant. */
export interface TenantSettings {
  /** For how many days the tables keep what the tenant's logs said. */
  readonly retentionDays: number;
  /** For how many minutes a server may send neither heartbeat nor chunk until it counts as silent. */
  readonly silentAfterMinutes: number;
  /** Whether only logs and exports are taken in which pseudonyms stand in the place of persons. */
  readonly pseudonyms: boolean;
}

/** A restart after updates takes Exchange 20 minutes; and three months show whether what came back had been there before. */
export const DEFAULT_SETTINGS: TenantSettings = { retentionDays: 90, silentAfterMinutes: 30, pseudonyms: false };

/** Nobody is told of what begins at the tenant for a while: it is being set up, or moved. Times are ISO 8601, UTC. */
export interface NotificationPause {
  readonly until: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

/** `disabled`: nothing comes in and nothing is told; all is kept. `deleting`: all that is known of it is being deleted. */
export const TENANT_STATES = ['active', 'disabled', 'deleting'] as const;
export type TenantState = (typeof TENANT_STATES)[number];

/** A tenant with its settings; what was never set is as by default. */
export interface StoredTenant extends Tenant {
  readonly state: TenantState;
  /** Words by which the MSP groups its tenants. */
  readonly tags: readonly string[];
  readonly settings: TenantSettings;
  readonly notificationPause: NotificationPause | null;
  /** Since when it is in this state, or known. ISO 8601, UTC; `null` when that was not noted. */
  readonly since: string | null;
  readonly etag: string;
}

/** What can be changed of a tenant. */
export type TenantChange = Partial<
  Pick<StoredTenant, 'name' | 'state' | 'tags' | 'notificationPause'> & TenantSettings & { readonly since: string }
>;

const PARTITION = 'tenants';

type TenantColumns = {
  name: string;
  state?: TenantState;
  tags?: string;
  since?: string;
  notificationPause?: string;
} & Partial<TenantSettings>;

/** Adds a tenant, or renames it; its settings stay. */
export async function saveTenant({ Tenants }: Tables, { id, name }: Tenant): Promise<void> {
  await Tenants.upsertEntity({ partitionKey: PARTITION, rowKey: keyPart(id), name }, 'Merge');
}

/** Adds a tenant. @returns whether there was none of this id. */
export async function createTenant({ Tenants }: Tables, id: string, change: TenantChange & Pick<Tenant, 'name'>): Promise<boolean> {
  try {
    await Tenants.createEntity({ partitionKey: PARTITION, rowKey: keyPart(id), ...columnsOf(change) });
    return true;
  } catch (error) {
    if (isLostRace(error)) return false;
    throw error;
  }
}

/**
 * Changes a tenant.
 *
 * @param etag of the tenant as it was seen, if it must not have changed since
 */
export async function changeTenant({ Tenants }: Tables, id: string, change: TenantChange, etag = '*'): Promise<Changed> {
  return changed(Tenants.updateEntity({ partitionKey: PARTITION, rowKey: keyPart(id), ...columnsOf(change) }, 'Merge', { etag }));
}

/** Changes these settings of a tenant. @returns whether there is such a tenant. */
export async function saveTenantSettings(tables: Tables, id: string, settings: Partial<TenantSettings>): Promise<boolean> {
  return (await changeTenant(tables, id, settings)) === 'done';
}

/** Forgets a tenant: the last that is deleted of it. */
export async function forgetTenant({ Tenants }: Tables, id: string): Promise<void> {
  try {
    await Tenants.deleteEntity(PARTITION, keyPart(id));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** The tenant with this id, or `undefined`. */
export async function findTenant({ Tenants }: Tables, id: string): Promise<StoredTenant | undefined> {
  try {
    return storedTenant(id, await Tenants.getEntity<TenantColumns>(PARTITION, keyPart(id)));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** All tenants, by id. One installation serves hundreds, which one query gives. */
export async function listTenants({ Tenants }: Tables): Promise<readonly StoredTenant[]> {
  const tenants: StoredTenant[] = [];
  const filter = odata`PartitionKey eq ${PARTITION}`;
  for await (const row of Tenants.listEntities<TenantColumns>({ queryOptions: { filter } })) {
    // The encoding leaves every character of a tenant's id as it is.
    tenants.push(storedTenant(row.rowKey ?? '', row));
  }
  return tenants;
}

/** The ids of tenants that are disabled or being deleted: few, if any. */
export async function inactiveTenants({ Tenants }: Tables): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  // Of all states “active” comes first in the order of letters, and a tenant whose state was never changed has none.
  const filter = odata`PartitionKey eq ${PARTITION} and state gt ${'active' satisfies TenantState}`;
  for await (const { rowKey = '' } of Tenants.listEntities({ queryOptions: { filter, select: ['RowKey'] } })) ids.add(rowKey);
  return ids;
}

function columnsOf<Change extends TenantChange>({ tags, notificationPause, ...change }: Change) {
  return {
    ...change,
    ...(tags !== undefined && { tags: JSON.stringify(tags) }),
    ...(notificationPause !== undefined && { notificationPause: JSON.stringify(notificationPause) }),
  };
}

type TenantRow = TenantColumns & { readonly etag?: string };

function storedTenant(
  id: string,
  { name, state = 'active', tags, since, notificationPause, retentionDays, silentAfterMinutes, pseudonyms, etag = '' }: TenantRow,
): StoredTenant {
  return {
    id,
    name,
    state,
    tags: tags === undefined ? [] : (JSON.parse(tags) as string[]),
    settings: {
      retentionDays: retentionDays ?? DEFAULT_SETTINGS.retentionDays,
      silentAfterMinutes: silentAfterMinutes ?? DEFAULT_SETTINGS.silentAfterMinutes,
      pseudonyms: pseudonyms ?? DEFAULT_SETTINGS.pseudonyms,
    },
    notificationPause: notificationPause === undefined ? null : (JSON.parse(notificationPause) as NotificationPause | null),
    since: since ?? null,
    etag,
  };
}
