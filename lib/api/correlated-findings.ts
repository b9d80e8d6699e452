import { correlate } from '../correlation/correlate.js';
import type { Circumstances, Correlated } from '../correlation/correlated.js';
import type { Finding } from '../diagnosis/finding.js';
import type { Inventory } from '../inventory/inventory.js';
import { readInventory } from '../store/inventory-table.js';
import type { Tables } from '../store/tables.js';

/**
 * Holds findings of a tenant against the newest inventory of their servers, each read once. It is done when they are asked for: so a cause sharpens
 * when the inventory arrives, without a new failure and without writing any finding again, and the answer depends on what has come alone.
 */
export function correlator(
  tables: Tables,
  tenant: string,
): (finding: Finding, circumstances?: Circumstances) => Promise<Correlated<Finding>> {
  const inventories = new Map<string, Promise<Inventory | undefined>>();
  const inventoryOf = ({ server }: Finding): Promise<Inventory | undefined> => {
    if (server === null) return Promise.resolve(undefined);
    const inventory = inventories.get(server) ?? readInventory(tables, { tenant, server });
    inventories.set(server, inventory);
    return inventory;
  };
  return async (finding, circumstances) => correlate(finding, await inventoryOf(finding), circumstances);
}
