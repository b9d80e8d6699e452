import type { Rule } from '../../rule.js';
import { relayDeniedReceive } from './relay-denied-receive.js';
import { relayDeniedRemote } from './relay-denied-remote.js';
import { tenantAttribution } from './tenant-attribution.js';

/** The mail comes to the wrong door, or no door is open to it. The specific before the general. */
export const CONNECTOR_RULES: readonly Rule[] = [tenantAttribution, relayDeniedReceive, relayDeniedRemote];
