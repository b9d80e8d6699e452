import { odata } from '@azure/data-tables';
import { keyPart } from './keys.js';
import { isNotFound, type Tables } from './tables.js';

/** A customer of the MSP. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
}

const PARTITION = 'tenants';

/** Adds a tenant, or renames it. */
export async function saveTenant({ Tenants }: Tables, { id, name }: Tenant): Promise<void> {
  await Tenants.upsertEntity({ partitionKey: PARTITION, rowKey: keyPart(id), name }, 'Replace');
}

/** The tenant with this id, or `undefined`. */
export async function findTenant({ Tenants }: Tables, id: string): Promise<Tenant | undefined> {
  try {
    const { name } = await Tenants.getEntity<{ name: string }>(PARTITION, keyPart(id));
    return { id, name };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** All tenants. One installation serves hundreds, which one query gives. */
export async function listTenants({ Tenants }: Tables): Promise<readonly Tenant[]> {
  const tenants: Tenant[] = [];
  const filter = odata`PartitionKey eq ${PARTITION}`;
  for await (const row of Tenants.listEntities<{ name: string }>({ queryOptions: { filter } })) {
    // The encoding leaves every character of a tenant's id as it is.
    tenants.push({ id: row.rowKey ?? '', name: row.name });
  }
  return tenants;
}
