import { PARTS, type Part } from '../diagnosis/parts.js';
import type { Rule } from '../diagnosis/rule.js';
import { RULES } from '../diagnosis/rules/index.js';
import { UNRECOGNISED } from '../diagnosis/rules/unrecognised.js';
import type { Terminal } from './terminal.js';
import { wrap } from './wrap.js';

/**
 * `mailflow rules [ID]`: the catalogue, or one rule of it; also a failure that has a name and no rule of its own.
 *
 * @returns the exit code: 0, or 2 when there is no such rule.
 */
export function rulesCommand(id: string | undefined, { json = false }: { readonly json?: boolean }, terminal: Terminal): number {
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
  if (json) terminal.say(JSON.stringify(rules.map(ruleResource), null, 2));
  else if (id === undefined)
    terminal.say(rules.map(({ id: name, severity, title }) => `${name.padEnd(34)} ${severity.padEnd(12)} ${title}`).join('\n'));
  else for (const rule of rules) terminal.say(describe(rule, terminal));
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

function describe({ id, title, severity, looksFor, references }: Rule, { style }: Terminal): string {
  return [
    `${style.severity(severity, severity.toUpperCase())}  ${style.strong(title)}`,
    `  ${style.quiet('Rule'.padEnd(16))}${id}`,
    `  ${style.quiet('Looks for'.padEnd(16))}${wrap(looksFor, 82, ' '.repeat(18))}`,
    style.strong('Read on'),
    ...references.map((reference) => `  ${reference.title}\n    ${style.quiet(reference.url)}`),
  ].join('\n');
}
