import type { Rule } from '../../rule.js';

/** The other side distrusts us. The specific before the general. */
export const REPUTATION_RULES: readonly Rule[] = [];
