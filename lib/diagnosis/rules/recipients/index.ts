import type { Rule } from '../../rule.js';

/** The recipient, the sender or the message itself is refused. The specific before the general. */
export const RECIPIENTS_RULES: readonly Rule[] = [];
