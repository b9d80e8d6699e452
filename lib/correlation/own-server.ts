import type { ExchangeServer } from '../inventory/exchange-server.js';
import { itemsOf, type Inventory } from '../inventory/inventory.js';
import { isSameServer } from './same-server.js';

/** The entry of the server whose inventory it is, among all servers of the organization. */
export function ownServer(inventory: Inventory): ExchangeServer | undefined {
  const { server } = inventory;
  if (server === undefined) return undefined;
  return itemsOf(inventory, 'exchange-servers')?.find(({ name }) => isSameServer(name, server));
}
