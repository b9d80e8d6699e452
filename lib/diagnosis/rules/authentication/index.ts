import type { Rule } from '../../rule.js';

/** Somebody is not who they must be. The specific before the general. */
export const AUTHENTICATION_RULES: readonly Rule[] = [];
