import type { Rule } from '../../rule.js';

/** A limit is met. The specific before the general. */
export const RESOURCES_RULES: readonly Rule[] = [];
