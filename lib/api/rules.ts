import { z } from 'zod';
import type { Rule } from '../diagnosis/rule.js';
import { RULES } from '../diagnosis/rules/index.js';
import { UNRECOGNISED } from '../diagnosis/rules/unrecognised.js';
import { READER } from './access.js';
import { causeSchema, referenceSchema, remedyStepSchema, severitySchema } from './parts-schema.js';
import { Problem } from './problem.js';
import { declareRoute } from './route.js';

const ruleSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    title: z.string(),
    severity: severitySchema,
    looksFor: z.string(),
    references: z.array(referenceSchema),
  })
  .meta({ id: 'Rule', description: 'knows one kind of failure' });

const ruleDetailSchema = ruleSchema
  .extend({
    example: z
      .object({
        told: z.string().describe('what happened, in a mail administrator’s words'),
        log: z.array(z.string()),
        summary: z.string(),
        causes: z.array(causeSchema),
        remedy: z.array(remedyStepSchema),
        leavesAlone: z.array(z.object({ told: z.string(), because: z.string() })).describe('what looks alike'),
      })
      .nullable()
      .describe('the rule at work; with other facts in the log its causes and remedy weigh differently'),
  })
  .meta({ id: 'RuleDetail' });

const CATALOGUE = [...RULES, ...UNRECOGNISED];

/** The failures that Mailflow tells apart. */
export const listRulesRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/rules',
  operationId: 'listRules',
  tag: 'rules',
  summary: 'The failures that Mailflow tells apart',
  access: READER,
  answer: z.object({ rules: z.array(ruleSchema) }).meta({ id: 'Rules' }),
  handle: () => Promise.resolve({ json: { rules: CATALOGUE.map(ruleResource) } }),
});

/** One of them. */
export const readRuleRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/rules/{rule}',
  operationId: 'readRule',
  tag: 'rules',
  summary: 'One kind of failure: what it looks for, an example with its causes and remedy, and where to read on',
  access: READER,
  params: { rule: z.string().max(100) },
  answer: ruleDetailSchema,
  async handle({ params: { rule: id } }) {
    const rule = CATALOGUE.find((one) => one.id === id);
    if (rule === undefined) throw new Problem('not-found', `There is no rule “${id}”; /api/v1/rules lists them all.`);
    // Loaded when somebody asks: the examples of a hundred rules would slow the cold start.
    const { illustrationOf } = await import('../diagnosis/rule-illustration.js');
    return { json: { ...ruleResource(rule), example: illustrationOf(rule) } };
  },
});

function ruleResource({ id, title, severity, looksFor, references }: Rule) {
  return { id, url: `/api/v1/rules/${id}`, title, severity, looksFor, references };
}
