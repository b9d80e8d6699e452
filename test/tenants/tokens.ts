import { saveTenant } from '../../lib/store/tenant-table.js';
import type { QueryRole, TenantSet } from '../../lib/store/token-table.js';
import type { Tables } from '../../lib/store/tables.js';
import { issueToken } from '../../lib/tenants/token.js';

/** A query token of this role. Tenants that are named exist then. */
export async function queryToken(tables: Tables, role: QueryRole, tenants: TenantSet): Promise<string> {
  if (tenants !== '*') for (const id of tenants) await saveTenant(tables, { id, name: id });
  return issueToken(tables, { kind: 'query', tenants, role });
}

export const readerOf = (tables: Tables, ...tenants: readonly string[]) => queryToken(tables, 'reader', tenants);
export const operatorOf = (tables: Tables, ...tenants: readonly string[]) => queryToken(tables, 'operator', tenants);
export const adminOf = (tables: Tables, ...tenants: readonly string[]) => queryToken(tables, 'admin', tenants);
export const adminOfAll = (tables: Tables) => queryToken(tables, 'admin', '*');

/** A token of a shipper, whose tenant exists then. */
export async function shipperOf(tables: Tables, tenant: string, server = 'EX01'): Promise<string> {
  await saveTenant(tables, { id: tenant, name: tenant });
  return issueToken(tables, { kind: 'shipper', tenant, server });
}
