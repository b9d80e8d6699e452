import { isIP } from 'node:net';
import { parseEndpoint, type Endpoint } from '../../diagnosis/facts/endpoint.js';
import type { Inventory } from '../../inventory/inventory.js';
import { microsoftMailRange, RANGES_KNOWN_SINCE } from '../../microsoft365/microsoft-mail-range.js';
import { sendConnectorOf } from '../connector/connector-of.js';
import { showConnector } from '../connector/show-connector.js';
import type { Note } from '../correlated.js';
import { lastFailureOf, type Failure } from '../failure.js';
import { itemIn, sourcesOf } from '../look-up.js';
import { toldByMicrosoft } from '../told-by.js';
import { leadsToMicrosoft } from './microsoft-connector.js';

/** Whose the other side's address is, by Microsoft's published ranges. */
export function remoteNotes(failure: Failure, inventory: Inventory): readonly Note[] {
  const remote = parseEndpoint(failure.remote ?? '');
  if (remote === undefined || isIP(remote.address) === 0) return [];
  const range = microsoftMailRange(remote.address);
  if (range === undefined) return failure.direction === 'send' ? strangerNotes(failure, remote, inventory) : [];
  return [
    {
      id: 'remote-is-microsoft',
      weight: 'info',
      sentence: `${remote.address} is in Microsoft’s published range ${range.range} for mail (${range.cloud}, list of ${range.asOf}).`,
      command: null,
      toldBy: [toldByMicrosoft(range)],
    },
  ];
}

/**
 * A connector to Exchange Online that meets somebody else. Only port 25 tells: on 717 it is a Front End Transport of the own organization
 * that passes the mail on (FrontendProxyEnabled), on 2525 another Transport service.
 */
function strangerNotes(failure: Failure, { address, port }: Endpoint, inventory: Inventory): readonly Note[] {
  if (port !== undefined && port !== 25) return [];
  // An old log may tell of a range that Microsoft has given up since.
  if (lastFailureOf(failure) < RANGES_KNOWN_SINCE) return [];
  const connector = sendConnectorOf(failure, inventory);
  const because = leadsToMicrosoft(failure.connector, itemIn(connector));
  if (because === undefined) return [];
  return [
    {
      id: 'remote-not-microsoft',
      weight: 'warning',
      sentence: `“${failure.connector}” should lead to Exchange Online (${because}), but ${address} is in none of Microsoft’s published ranges for mail: the smart host or its DNS answer is wrong, or an appliance stands in between. In a hybrid only an Edge Transport server may.`,
      command: showConnector(failure),
      toldBy: sourcesOf(connector),
    },
  ];
}
