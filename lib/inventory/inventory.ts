import type { InventoryItems, InventoryKind } from './kinds.js';
import type { AnyInventoryExport, InventoryExport } from './read-export.js';

/** What one server says of itself: of each kind the newest export. */
export interface Inventory {
  readonly server: string | undefined;
  readonly exports: { readonly [K in InventoryKind]?: InventoryExport<K> };
}

export const EMPTY_INVENTORY: Inventory = { server: undefined, exports: {} };

/**
 * Adds exports of one server. Of each kind the newest stays, whatever the order in which they come; one without a date counts as the oldest.
 *
 * @throws when the exports are of different servers: what one server says must not be held against another's logs.
 */
export function mergeInventory(inventory: Inventory, ...exports: readonly AnyInventoryExport[]): Inventory {
  return exports.reduce(mergeOne, inventory);
}

function mergeOne(inventory: Inventory, added: AnyInventoryExport): Inventory {
  const server = commonServer(inventory.server, added.server);
  const known = inventory.exports[added.kind];
  if (known !== undefined && !isNewerExport(added, known)) return { server, exports: inventory.exports };
  return { server, exports: { ...inventory.exports, [added.kind]: added } };
}

/** The items of a kind; `undefined` when no export of it is known, which is not the same as none being there. */
export function itemsOf<K extends InventoryKind>(inventory: Inventory, kind: K): readonly InventoryItems[K][] | undefined {
  return inventory.exports[kind]?.items;
}

/**
 * Whether an export takes the place of another one of its kind. Two exports of the same moment differ only if someone made one up; then any
 * rule will do that does not depend on their order.
 */
export function isNewerExport(one: InventoryExport, other: InventoryExport): boolean {
  const difference = (one.collectedAt ?? -Infinity) - (other.collectedAt ?? -Infinity);
  if (!Number.isNaN(difference) && difference !== 0) return difference > 0;
  return contentOf(one) > contentOf(other);
}

function contentOf(of: InventoryExport): string {
  return JSON.stringify(of, (_key, value: unknown) => (value instanceof Set ? [...(value as ReadonlySet<unknown>)] : value));
}

/** `EX01` and `ex01.contoso.com` are one server. The longer name says more, so it stays. */
function commonServer(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (hostLabel(one) !== hostLabel(other)) throw new Error(`The exports are of different servers: “${one}” and “${other}”.`);
  const [first = one] = [one, other].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return first;
}

function hostLabel(server: string): string {
  return (server.split('.', 1)[0] ?? server).toLowerCase();
}
