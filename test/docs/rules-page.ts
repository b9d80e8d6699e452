import { PARTS } from '../../lib/diagnosis/parts.js';
import type { Rule } from '../../lib/diagnosis/rule.js';
import { illustrationOf, type RuleIllustration } from '../../lib/diagnosis/rule-illustration.js';
import { RULES } from '../../lib/diagnosis/rules/index.js';

/** docs/rules.md: every rule with its first example, and what it says of it. */
export function rulesPage(): string {
  const contents = RULES.map(({ id, severity, title }) => `| [\`${id}\`](#${id}) | ${severity} | ${cell(title)} |`);
  return [
    '# Rules',
    '',
    `The ${RULES.length} failures that Mailflow tells apart, in the order in which they are tried: the first that speaks names a session's failure. This page is made from the rules by \`npm run docs\`; \`mailflow rules\` shows the same list. Causes and remedy are those for the example shown: with other facts in the log they weigh differently.`,
    '',
    '| rule | severity | title |',
    '| --- | --- | --- |',
    ...contents,
    '',
    ...RULES.flatMap(entry),
    '## Failures with a name and no rule of their own',
    '',
    'Causes that rules weigh, and what is told beside the rules. `mailflow rules` finds them by their names too.',
    '',
    '| name | what it is | a cause of | shown by |',
    '| --- | --- | --- | --- |',
    ...PARTS.map(
      ({ id, title, rules, shownBy }) =>
        `| \`${id}\` | ${cell(title)} | ${rules.map((rule) => `[\`${rule}\`](#${rule})`).join(', ')} | ${cell(shownBy)} |`,
    ),
    '',
  ].join('\n');
}

function entry(rule: Rule): readonly string[] {
  const illustration = illustrationOf(rule);
  if (illustration === null) throw new Error(`${rule.id} has no example.`);
  const { told, log, summary, leavesAlone } = illustration;
  return [
    `## ${rule.id}`,
    '',
    `**${rule.title}** (${rule.severity})`,
    '',
    `Looks for: ${text(rule.looksFor)}`,
    '',
    `Speaks when ${text(told)}:`,
    '',
    '```',
    ...log,
    '```',
    '',
    `> ${text(summary)}`,
    '',
    ...causes(illustration),
    ...remedy(illustration),
    ...(leavesAlone.length === 0
      ? []
      : ['Stays silent when', '', ...leavesAlone.map((alike) => `- ${text(alike.told)}: ${text(alike.because)}`), '']),
    `Sources: ${rule.references.map(({ title, url }) => `[${text(title)}](${url})`).join(' · ')}`,
    '',
  ];
}

function causes({ causes: all }: RuleIllustration): readonly string[] {
  return [
    '| cause | likelihood | why |',
    '| --- | --- | --- |',
    ...all.map(({ id, likelihood, why }) => `| \`${id}\` | ${likelihood} | ${cell(why)} |`),
    '',
  ];
}

function remedy({ remedy: steps }: RuleIllustration): readonly string[] {
  const lines = steps.flatMap(({ do: what, command, caution, verify, undo }, index) => [
    `${index + 1}. ${text(what)}`,
    ...(command === null ? [] : ['', '   ```powershell', `   ${command}`, '   ```', '']),
    ...(caution === null ? [] : [`   - Caution: ${text(caution)}`]),
    ...(verify === null ? [] : [`   - Verify: ${text(verify)}`]),
    ...(undo === null ? [] : [`   - Undo: ${text(undo)}`]),
  ]);
  return [...lines, ''];
}

/** What Markdown would take for markup is a log's own text. */
function text(words: string): string {
  return words.replace(/[\\`*_<>[\]]/g, '\\$&');
}

function cell(words: string): string {
  return text(words).replaceAll('|', '\\|');
}
