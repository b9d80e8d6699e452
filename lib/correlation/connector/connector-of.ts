import type { Inventory } from '../../inventory/inventory.js';
import type { ReceiveConnector } from '../../inventory/receive-connector.js';
import type { SendConnector } from '../../inventory/send-connector.js';
import type { Failure } from '../failure.js';
import { lookUp, type LookUp } from '../look-up.js';

type Place = Pick<Failure, 'direction' | 'connector'>;

/** The send connector of a failure in a send log. Names are compared without case, as Exchange does. */
export function sendConnectorOf({ direction, connector }: Place, inventory: Inventory): LookUp<SendConnector> {
  if (direction !== 'send') return { found: undefined };
  return lookUp(inventory, 'send-connectors', connector, ({ name }) => isSame(name, connector));
}

/** The receive connector of a failure in a receive log. */
export function receiveConnectorOf({ direction, connector }: Place, inventory: Inventory): LookUp<ReceiveConnector> {
  if (direction !== 'receive') return { found: undefined };
  return lookUp(inventory, 'receive-connectors', connector, ({ identity }) => isSame(identity, connector));
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
