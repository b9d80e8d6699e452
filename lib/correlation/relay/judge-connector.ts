import { parseEndpoint } from '../../diagnosis/facts/endpoint.js';
import type { Inventory } from '../../inventory/inventory.js';
import { receiveConnectorOf } from '../connector/connector-of.js';
import type { Failure } from '../failure.js';
import type { Judgement } from '../judgement.js';
import { citation, toldByExport } from '../told-by.js';
import { connectorForClient } from './connector-for-client.js';

/** Whether the client came in on the connector that is made for it. */
export function judgeConnector(failure: Failure, inventory: Inventory): Judgement | undefined {
  const exported = inventory.exports['receive-connectors'];
  const address = parseEndpoint(failure.remote ?? '')?.address;
  const taken = receiveConnectorOf(failure, inventory);
  if (exported === undefined || exported.unreadable.length > 0 || address === undefined || taken.found !== true) return undefined;
  const due = connectorForClient(address, taken.item, exported.items);
  if (!due.known) {
    return due.because === 'no range holds the address'
      ? {
          likelihood: 'possible',
          why: `No connector’s RemoteIPRanges holds ${address} today ${citation(taken.toldBy)}: the connectors were changed since.`,
          toldBy: [taken.toldBy],
        }
      : undefined;
  }
  if (due.connector === taken.item) {
    return {
      likelihood: 'excluded',
      why: `Of all connectors that listen there, “${failure.connector}” has the narrowest range that holds ${address} (${due.range.text}) ${citation(taken.toldBy)}: no other connector was made for this client.`,
      toldBy: [taken.toldBy],
    };
  }
  return {
    likelihood: 'likely',
    why: `By its RemoteIPRanges “${due.connector.identity}” (${due.range.text}) should have taken ${address}, not “${failure.connector}” ${citation(taken.toldBy)}: it was made or changed after the failure, or listens on an address that the client did not connect to.`,
    toldBy: [taken.toldBy, toldByExport(exported, due.connector.identity)],
  };
}
