import { parseErrorText } from './error-text/parse-error-text.js';
import type { ErrorText } from './error-text/error-text.js';
import type { Rule, Verdict } from './rule.js';
import { RULES } from './rules/index.js';

/** What an error text alone tells. */
export interface Explanation {
  readonly error: ErrorText;
  readonly found: { readonly rule: Rule; readonly verdict: Verdict } | undefined;
}

/** Explains the error text of a queue, a non-delivery report or a message trace with the rules that judge sessions. */
export function explainErrorText(text: string, rules: readonly Rule[] = RULES): Explanation {
  const error = parseErrorText(text);
  for (const rule of rules) {
    const verdict = rule.explain(error);
    if (verdict !== undefined) return { error, found: { rule, verdict } };
  }
  return { error, found: undefined };
}

/** What was found, as plain data; `null` where Mailflow does not know the text. */
export function explainedFinding({ found }: Explanation) {
  if (found === undefined) return null;
  const { rule, verdict } = found;
  const { id, severity, title, references } = rule;
  const { sentence: summary, causes, remedy } = verdict;
  return { rule: id, severity, title, summary, causes, remedy, references };
}
