import type { Rule } from '../../rule.js';
import { connectRefused } from './connect-refused.js';
import { connectTimeout } from './connect-timeout.js';

/** The connection does not stand, or breaks. The specific before the general. */
export const CONNECTION_RULES: readonly Rule[] = [connectTimeout, connectRefused];
