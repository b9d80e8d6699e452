import type { Rule } from '../rule.js';
import { AUTHENTICATION_RULES } from './authentication/index.js';
import { CONNECTION_RULES } from './connection/index.js';
import { CONNECTOR_RULES } from './connector/index.js';
import { RECIPIENTS_RULES } from './recipients/index.js';
import { REPUTATION_RULES } from './reputation/index.js';
import { RESOURCES_RULES } from './resources/index.js';
import { TLS_RULES } from './tls/index.js';

/**
 * All rules: the first that speaks names a session's failure, what others see in the same session is its consequence. A rule is a file in a
 * folder below, listed in the folder's index, with its examples beside it; a test fails when one is not listed.
 */
export const RULES: readonly Rule[] = [
  ...TLS_RULES,
  ...CONNECTOR_RULES,
  ...AUTHENTICATION_RULES,
  ...RECIPIENTS_RULES,
  ...REPUTATION_RULES,
  ...RESOURCES_RULES,
  ...CONNECTION_RULES,
];
