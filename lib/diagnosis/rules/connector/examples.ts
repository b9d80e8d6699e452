import type { RuleExamples } from '../../examples.js';
import { examples as connectorRestrict5751 } from './connector-restrict-5-7-51.examples.js';
import { examples as directSend5768 } from './direct-send-5-7-68.examples.js';
import { examples as exoUnregisteredDomain } from './exo-unregistered-domain.examples.js';
import { examples as exoWrongRegion } from './exo-wrong-region.examples.js';
import { examples as ipv6NotAccepted57510 } from './ipv6-not-accepted-5-7-510.examples.js';
import { examples as noRoute } from './no-route.examples.js';
import { examples as partnerConnector57367 } from './partner-connector-5-7-367.examples.js';
import { examples as relayDeniedReceive } from './relay-denied-receive.examples.js';
import { examples as relayDeniedRemote } from './relay-denied-remote.examples.js';
import { examples as tenantAttribution } from './tenant-attribution.examples.js';

/** What stands beside the rules of this folder. */
export const CONNECTOR_EXAMPLES: readonly RuleExamples[] = [
  connectorRestrict5751,
  directSend5768,
  exoUnregisteredDomain,
  exoWrongRegion,
  ipv6NotAccepted57510,
  noRoute,
  partnerConnector57367,
  relayDeniedReceive,
  relayDeniedRemote,
  tenantAttribution,
];
