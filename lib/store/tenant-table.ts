import { odata } from '@azure/data-tables';
import { keyPart } from './keys.js';
import { isNotFound, type Tables } from './tables.js';

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
}

/** A restart after updates takes Exchange 20 minutes; and three months show whether what came back had been there before. */
export const DEFAULT_SETTINGS: TenantSettings = { retentionDays: 90, silentAfterMinutes: 30 };

/** A tenant with its settings; what was never set is as by default. */
export interface StoredTenant extends Tenant {
  readonly settings: TenantSettings;
}

const PARTITION = 'tenants';

type TenantColumns = { name: string } & Partial<TenantSettings>;

/** Adds a tenant, or renames it; its settings stay. */
export async function saveTenant({ Tenants }: Tables, { id, name }: Tenant): Promise<void> {
  await Tenants.upsertEntity({ partitionKey: PARTITION, rowKey: keyPart(id), name }, 'Merge');
}

/** Changes these settings of a tenant. @returns whether there is such a tenant. */
export async function saveTenantSettings({ Tenants }: Tables, id: string, settings: Partial<TenantSettings>): Promise<boolean> {
  try {
    await Tenants.updateEntity({ partitionKey: PARTITION, rowKey: keyPart(id), ...settings }, 'Merge');
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
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

/** All tenants. One installation serves hundreds, which one query gives. */
export async function listTenants({ Tenants }: Tables): Promise<readonly StoredTenant[]> {
  const tenants: StoredTenant[] = [];
  const filter = odata`PartitionKey eq ${PARTITION}`;
  for await (const row of Tenants.listEntities<TenantColumns>({ queryOptions: { filter } })) {
    // The encoding leaves every character of a tenant's id as it is.
    tenants.push(storedTenant(row.rowKey ?? '', row));
  }
  return tenants;
}

function storedTenant(id: string, { name, retentionDays, silentAfterMinutes }: TenantColumns): StoredTenant {
  return {
    id,
    name,
    settings: {
      retentionDays: retentionDays ?? DEFAULT_SETTINGS.retentionDays,
      silentAfterMinutes: silentAfterMinutes ?? DEFAULT_SETTINGS.silentAfterMinutes,
    },
  };
}
