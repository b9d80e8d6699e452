import { certificateFor, type CertificateChoice } from '../../inventory/certificate-for.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { Connector } from '../../inventory/wanted-certificate.js';
import { receiveConnectorOf, sendConnectorOf } from '../connector/connector-of.js';
import { lastFailureOf, type Failure } from '../failure.js';
import { ownServer } from '../own-server.js';
import type { ToldBy } from '../told-by.js';
import { allCertificates } from './all-certificates.js';

/** Which certificate the failure's connector asks for, held against those of its server. */
export interface CertificateByName {
  readonly connector: Connector;
  readonly choice: CertificateChoice;
  /** Who told of the connector. */
  readonly toldBy: ToldBy;
}

/** Looks the failure's connector up and lets it choose among the server's certificates; `undefined` where an export is missing. */
export function certificateByName(failure: Failure, inventory: Inventory): CertificateByName | undefined {
  const found = failure.direction === 'send' ? sendConnectorOf(failure, inventory) : receiveConnectorOf(failure, inventory);
  const certificates = allCertificates(inventory);
  if (found.found !== true || certificates === undefined) return undefined;
  const serverFqdn = ownServer(inventory)?.fqdn;
  const choice = certificateFor(found.item, certificates, {
    at: lastFailureOf(failure),
    ...(serverFqdn !== undefined && { serverFqdn }),
  });
  return { connector: found.item, choice, toldBy: found.toldBy };
}
