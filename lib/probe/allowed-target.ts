import { isIP } from 'node:net';
import type { SendConnector } from '../inventory/send-connector.js';
import { isMicrosoftMailHost } from '../microsoft365/microsoft-mail-host.js';
import { microsoftMailRange } from '../microsoft365/microsoft-mail-range.js';
import { connectorPlan, SMTP_PORT } from './connector-plan.js';

/**
 * Whether a server may be asked from afar to call this target: one of Microsoft's mail servers at port 25, or a smart host of the server's own send
 * connectors at the connector's port. Nothing else, or whoever may ask could look around in the customer's network.
 */
export function isAllowedTarget(
  { target, port }: { readonly target: string; readonly port: number },
  connectors: readonly SendConnector[],
): boolean {
  if (port === SMTP_PORT && (isIP(target) === 0 ? isMicrosoftMailHost(target) : microsoftMailRange(target) !== undefined)) return true;
  return connectors.some((connector) => {
    const plan = connectorPlan(connector);
    return plan.targets.some((smartHost) => smartHost.host === target && (smartHost.port ?? plan.port) === port);
  });
}
