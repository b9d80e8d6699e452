import type { RuleExamples } from '../examples.js';
import { AUTHENTICATION_EXAMPLES } from './authentication/examples.js';
import { CONNECTION_EXAMPLES } from './connection/examples.js';
import { CONNECTOR_EXAMPLES } from './connector/examples.js';
import { RECIPIENTS_EXAMPLES } from './recipients/examples.js';
import { REPUTATION_EXAMPLES } from './reputation/examples.js';
import { RESOURCES_EXAMPLES } from './resources/examples.js';
import { TLS_EXAMPLES } from './tls/examples.js';

/** The examples of all rules. They are many: load them only where a rule is to be shown or tested. */
export const EXAMPLES: readonly RuleExamples[] = [
  ...TLS_EXAMPLES,
  ...CONNECTOR_EXAMPLES,
  ...AUTHENTICATION_EXAMPLES,
  ...RECIPIENTS_EXAMPLES,
  ...REPUTATION_EXAMPLES,
  ...RESOURCES_EXAMPLES,
  ...CONNECTION_EXAMPLES,
];
