import type { Inventory } from '../inventory/inventory.js';
import type { InventoryItems, InventoryKind } from '../inventory/kinds.js';
import type { InventoryExport } from '../inventory/read-export.js';
import { toldByExport, type ToldBy } from './told-by.js';

/** The outcome of looking for one item. That an export lacks it is a fact; that there is no export is none. */
export type LookUp<Item> =
  | { readonly found: true; readonly item: Item; readonly toldBy: ToldBy }
  | { readonly found: false; readonly toldBy: ToldBy }
  | { readonly found: undefined };

const NOT_EXPORTED = { found: undefined } as const;

/** Looks for an item in the newest export of its kind. `name` is what was looked for, for the reader. */
export function lookUp<K extends InventoryKind>(
  inventory: Inventory,
  kind: K,
  name: string,
  isIt: (item: InventoryItems[K]) => boolean,
): LookUp<InventoryItems[K]> {
  const exported: InventoryExport<K> | undefined = inventory.exports[kind];
  if (exported === undefined) return NOT_EXPORTED;
  const item = exported.items.find(isIt);
  const toldBy = toldByExport(exported, name);
  if (item !== undefined) return { found: true, item, toldBy };
  // An object that could not be read may have been the one.
  return exported.unreadable.length > 0 ? NOT_EXPORTED : { found: false, toldBy };
}

/** The item, if it was found. */
export function itemIn<Item>(lookUp: LookUp<Item>): Item | undefined {
  return lookUp.found === true ? lookUp.item : undefined;
}

/** What told, whether the item was found or not. */
export function sourcesOf(...lookUps: readonly LookUp<unknown>[]): readonly ToldBy[] {
  return lookUps.flatMap((lookUp) => (lookUp.found === undefined ? [] : [lookUp.toldBy]));
}
