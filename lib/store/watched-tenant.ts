import { certificatesSeenIn } from '../watch/seen-certificates.js';
import type { Watched } from '../watch/watch.js';
import { listFindings } from './finding-table.js';
import { readInventories } from './inventory-table.js';
import type { Tables } from './tables.js';

/** What the tables know of a tenant beside its sessions. */
export async function watchedTenant(tables: Tables, tenant: string, now: Date): Promise<Watched> {
  const [inventories, findings] = await Promise.all([readInventories(tables, tenant), listFindings(tables, tenant)]);
  return { inventories, seen: certificatesSeenIn(findings.map(({ finding }) => finding)), now: now.getTime() };
}
