import { DECISIVE_WORDS } from '../diagnosis/decisive-words.js';
import { PARTS, type Part } from '../diagnosis/parts.js';
import type { Rule } from '../diagnosis/rule.js';
import type { RuleIllustration } from '../diagnosis/rule-illustration.js';
import { RULES } from '../diagnosis/rules/index.js';
import { UNRECOGNISED } from '../diagnosis/rules/unrecognised.js';
import { printJudgement, table } from './print-findings.js';
import type { Terminal } from './terminal.js';
import { wrap } from './wrap.js';

/**
 * `mailflow rules [ID]`: the catalogue, or one rule of it; also a failure that has a name and no rule of its own.
 *
 * @returns the exit code: 0, or 2 when there is no such rule.
 */
export async function rulesCommand(
  id: string | undefined,
  { json = false }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const all = [...RULES, ...UNRECOGNISED];
  const rules = id === undefined ? all : all.filter((rule) => rule.id === id);
  const part = PARTS.find((named) => named.id === id);
  if (part !== undefined) {
    terminal.say(json ? JSON.stringify([part], null, 2) : describePart(part, terminal));
    return 0;
  }
  if (rules.length === 0) {
    const names = [...all, ...PARTS].map((named) => named.id);
    const alike = names.filter((name) => id !== undefined && name.includes(id));
    terminal.complain(
      `mailflow rules: there is no rule “${id ?? ''}”.${alike.length === 0 ? ' mailflow rules lists them all.' : ` Did you mean ${alike.join(', ')}?`}`,
    );
    return 2;
  }
  if (id === undefined) {
    const list = rules.map(({ id: name, severity, title }) => `${name.padEnd(34)} ${severity.padEnd(12)} ${title}`);
    terminal.say(json ? JSON.stringify(rules.map(ruleResource), null, 2) : list.join('\n'));
    return 0;
  }
  // Loaded only when asked for: a hundred rules with their examples take longer to load than a log to diagnose.
  const { illustrationOf } = await import('../diagnosis/rule-illustration.js');
  for (const rule of rules) {
    const illustration = illustrationOf(rule);
    terminal.say(
      json ? JSON.stringify([{ ...ruleResource(rule), example: illustration }], null, 2) : describe(rule, illustration, terminal),
    );
  }
  return 0;
}

function ruleResource({ id, title, severity, looksFor, references }: Rule): Record<string, unknown> {
  return { id, title, severity, looksFor, references };
}

function describePart({ id, title, rules, shownBy }: Part, { style }: Terminal): string {
  const row = (name: string, value: string) => `  ${style.quiet(name.padEnd(16))}${wrap(value, 82, ' '.repeat(18))}`;
  return [
    style.strong(title),
    row('Name', id),
    ...(rules.length === 0 ? [] : [row('A cause of', rules.join(', '))]),
    row('Shown by', shownBy),
  ].join('\n');
}

function describe(rule: Rule, illustration: RuleIllustration | null, { style }: Terminal): string {
  const { id, title, severity, looksFor, references } = rule;
  const about = table(
    [
      ['Rule', id],
      ['Looks for', looksFor],
      ['Example', illustration?.told ?? null],
      ['Leaves alone', illustration?.leavesAlone.map(({ told }) => told).join('; ') ?? null],
    ],
    style,
  );
  if (illustration === null) {
    const pages = references.map((reference) => `  ${reference.title}\n    ${style.quiet(reference.url)}`);
    return [`${style.severity(severity, severity.toUpperCase())}  ${style.strong(title)}`, about, style.strong('Read on'), ...pages].join(
      '\n',
    );
  }
  const { log, summary, causes, remedy } = illustration;
  const lines = log.map((line) => `  ${line.replace(DECISIVE_WORDS, style.decisive)}`);
  return printJudgement({ severity, title, references, summary, causes, remedy }, style, {
    facts: about,
    evidence: `${style.strong('The example')}\n${lines.join('\n')}`,
  });
}
