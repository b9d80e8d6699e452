import { itemsOf, type Inventory } from '../../inventory/inventory.js';
import type { Connector } from '../../inventory/wanted-certificate.js';
import { isSameServer, maybeSameServer } from '../same-server.js';

/**
 * The enabled connectors that run on the inventory's server. `Get-SendConnector` lists the whole organization's: a certificate that only an
 * Edge Transport server or another source server has need not be here.
 */
export function ownConnectors(inventory: Inventory): readonly Connector[] {
  const { server } = inventory;
  const send = itemsOf(inventory, 'send-connectors') ?? [];
  const receive = itemsOf(inventory, 'receive-connectors') ?? [];
  return [
    ...send.filter(({ sourceTransportServers: sources }) => {
      if (server === undefined || sources === undefined || sources.length === 0) return true;
      return sources.some((source) => isSameServer(source, server));
    }),
    ...receive.filter((connector) => maybeSameServer(connector.server, server)),
  ].filter(({ enabled }) => enabled !== false);
}

/** The name that the protocol log gives a connector. */
export function logNameOf(connector: Connector): string {
  return connector.direction === 'send' ? connector.name : connector.identity;
}
