import { correlate } from '../correlation/correlate.js';
import type { Circumstances, Correlated } from '../correlation/correlated.js';
import type { Finding } from '../diagnosis/finding.js';
import type { Inventory } from '../inventory/inventory.js';
import { readInventory } from '../store/inventory-table.js';
import type { Tables } from '../store/tables.js';

/**
 * Reads the newest inventory of each of these servers, once, to hold findings of theirs against it. It is done when they are asked for: so a cause sharpens
 * when the inventory arrives, without a new failure and without writing any finding again, and the answer depends on what has come alone.
 *
 * @param servers of the findings; `null` for a finding of which the log does not tell
 */
export async function correlator(
  tables: Tables,
  tenant: string,
  servers: readonly (string | null)[],
): Promise<(finding: Finding, circumstances?: Circumstances) => Correlated<Finding>> {
  const named = [...new Set(servers)].filter((server) => server !== null);
  const read = named.map(async (server) => [server, await readInventory(tables, { tenant, server })] as const);
  const inventories = new Map<string | null, Inventory | undefined>(await Promise.all(read));
  return (finding, circumstances) => correlate(finding, inventories.get(finding.server), circumstances);
}
