import type { SendConnector } from '../../inventory/send-connector.js';
import { isMicrosoftMailHost } from '../../microsoft365/microsoft-mail-host.js';

/**
 * Why a send connector must lead straight to Exchange Online, in words; `undefined` when nothing says so. Between an Exchange hybrid and
 * Exchange Online no other mail server may stand than an Edge Transport server.
 *
 * @source https://learn.microsoft.com/exchange/transport-routing
 */
export function leadsToMicrosoft(name: string, connector: SendConnector | undefined): string | undefined {
  if (connector?.cloudServicesMailEnabled === true) return 'CloudServicesMailEnabled is True';
  const smartHost = connector?.smartHosts?.find(isMicrosoftMailHost);
  if (smartHost !== undefined) return `its smart host is ${smartHost}`;
  // Known smart hosts that are others' say more than a name: many connectors keep the name of an earlier time.
  if (connector?.smartHosts !== undefined && connector.smartHosts.length > 0) return undefined;
  return NAMED_FOR_MICROSOFT.test(name) ? 'it is named for it' : undefined;
}

/** `Outbound to Office 365` is what the Hybrid Configuration wizard calls it; people write the rest. */
const NAMED_FOR_MICROSOFT = /\b(?:to (?:office|microsoft) ?365|o365|m365|exchange online)\b/i;
