import type { Rule } from '../../rule.js';
import { connectorRestrict } from './connector-restrict-5-7-51.js';
import { directSend } from './direct-send-5-7-68.js';
import { exoUnregisteredDomain } from './exo-unregistered-domain.js';
import { exoWrongRegion } from './exo-wrong-region.js';
import { ipv6NotAccepted } from './ipv6-not-accepted-5-7-510.js';
import { noRoute } from './no-route.js';
import { partnerConnector } from './partner-connector-5-7-367.js';
import { relayDeniedReceive } from './relay-denied-receive.js';
import { relayDeniedRemote } from './relay-denied-remote.js';
import { tenantAttribution } from './tenant-attribution.js';

/**
 * The mail comes to the wrong door, or no door is open to it. The specific before the general: what Exchange Online quotes of another server comes
 * before the refusal that is quoted.
 */
export const CONNECTOR_RULES: readonly Rule[] = [
  partnerConnector,
  tenantAttribution,
  connectorRestrict,
  directSend,
  exoWrongRegion,
  exoUnregisteredDomain,
  ipv6NotAccepted,
  relayDeniedReceive,
  relayDeniedRemote,
  noRoute,
];
