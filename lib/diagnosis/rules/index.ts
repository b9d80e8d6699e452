import type { Rule } from '../rule.js';
import { connectRefused } from './connect-refused.js';
import { connectTimeout } from './connect-timeout.js';
import { relayDeniedReceive } from './relay-denied-receive.js';
import { relayDeniedRemote } from './relay-denied-remote.js';
import { tenantAttribution } from './tenant-attribution.js';
import { tlsNoCredentials } from './tls-no-credentials.js';
import { tlsUnknownCredentials } from './tls-unknown-credentials.js';

/**
 * All rules, the specific before the general: the first that speaks names a session's failure, what others see in the same session is its
 * consequence. A rule is a file in this folder with its examples beside it; a test fails when one of them is not listed here.
 */
export const RULES: readonly Rule[] = [
  tlsUnknownCredentials,
  tlsNoCredentials,
  tenantAttribution,
  relayDeniedReceive,
  relayDeniedRemote,
  connectTimeout,
  connectRefused,
];
