import { readSessions } from '../log/read-sessions.js';
import { factsOf } from './facts/session-facts.js';
import type { Cause, RemedyStep, Rule } from './rule.js';
import { EXAMPLES } from './rules/examples.js';

/** A rule at work: its first example, and what it says of it. With other facts in the log its causes and remedy weigh differently. Plain data. */
export interface RuleIllustration {
  /** What happened, in a mail administrator's words. */
  readonly told: string;
  readonly log: readonly string[];
  readonly summary: string;
  readonly causes: readonly Cause[];
  readonly remedy: readonly RemedyStep[];
  /** What looks alike, and why the rule leaves it alone. */
  readonly leavesAlone: readonly { readonly told: string; readonly because: string }[];
}

/** Shows a rule at work; `null` for one that has no examples: it speaks of what no rule knows. */
export function illustrationOf(rule: Rule): RuleIllustration | null {
  const examples = EXAMPLES.find(({ rule: id }) => id === rule.id);
  const [example] = examples?.speaks ?? [];
  if (examples === undefined || example === undefined) return null;
  const [session] = readSessions(Buffer.from(`${example.log}\n`), { file: 'example.log' }).sessions;
  const verdict = session && rule.judge(factsOf(session.decode()));
  if (verdict === undefined) return null;
  const { sentence, causes, remedy } = verdict;
  const leavesAlone = examples.staysSilent.map(({ told, because }) => ({ told, because }));
  return { told: example.told, log: example.log.split('\n'), summary: sentence, causes, remedy, leavesAlone };
}
