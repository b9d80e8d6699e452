import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InventoryItems, InventoryKind } from '../../lib/inventory/kinds.js';
import { EMPTY_INVENTORY, itemsOf, mergeInventory } from '../../lib/inventory/inventory.js';
import { readExport, type ExportOrigin } from '../../lib/inventory/read-export.js';

export function fixtureBytes(name: string): Buffer {
  return readFileSync(join(__dirname, '../fixtures/inventory', name));
}

/** The items of a fixture of one kind. */
export function fixtureItems<K extends InventoryKind>(name: string, kind: K, origin?: ExportOrigin): readonly InventoryItems[K][] {
  const items = itemsOf(mergeInventory(EMPTY_INVENTORY, readExport(fixtureBytes(name), origin)), kind);
  if (items === undefined) throw new Error(`${name} was not read as ${kind}`);
  return items;
}
