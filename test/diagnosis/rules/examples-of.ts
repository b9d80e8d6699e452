import { join } from 'node:path';
import type { RuleExamples } from '../../../lib/diagnosis/examples.js';
import type { Rule } from '../../../lib/diagnosis/rule.js';
import { EXAMPLES } from '../../../lib/diagnosis/rules/examples.js';

/** Where the rules stand, each with its examples beside it. */
export const RULES_FOLDER = join(__dirname, '../../../lib/diagnosis/rules');

/** The examples that stand beside a rule. */
export function examplesOf({ id }: Pick<Rule, 'id'>): RuleExamples {
  const examples = EXAMPLES.find(({ rule }) => rule === id);
  if (examples === undefined) throw new Error(`rules/examples.ts does not list the examples of ${id}.`);
  return examples;
}
