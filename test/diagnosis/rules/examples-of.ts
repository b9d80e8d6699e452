import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RuleExamples } from '../../../lib/diagnosis/examples.js';
import type { Rule } from '../../../lib/diagnosis/rule.js';

/** Where the rules stand, each with its examples beside it. */
export const RULES_FOLDER = join(__dirname, '../../../lib/diagnosis/rules');

/** The examples that stand beside a rule. */
export function examplesOf({ id }: Pick<Rule, 'id'>): RuleExamples {
  const path = readdirSync(RULES_FOLDER, { recursive: true, encoding: 'utf8' }).find((file) => basename(file) === `${id}.examples.ts`);
  if (path === undefined) throw new Error(`There is no ${id}.examples.ts.`);
  return (require(join(RULES_FOLDER, path)) as { examples: RuleExamples }).examples;
}
