import type { RuleExamples } from '../../lib/diagnosis/examples.js';
import { factsOf } from '../../lib/diagnosis/facts/session-facts.js';
import { PARTS } from '../../lib/diagnosis/parts.js';
import type { Rule, Verdict } from '../../lib/diagnosis/rule.js';
import { RULES } from '../../lib/diagnosis/rules/index.js';
import { sessionIn } from '../diagnosis/session-in.js';
import { examplesOf } from '../diagnosis/rules/examples-of.js';

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
    ...RULES.flatMap((rule) => entry(rule, examplesOf(rule))),
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

function entry(rule: Rule, { speaks, staysSilent }: RuleExamples): readonly string[] {
  const [example] = speaks;
  const verdict = example && rule.judge(factsOf(sessionIn(example.log)));
  if (example === undefined || verdict === undefined) throw new Error(`${rule.id} has no example.`);
  return [
    `## ${rule.id}`,
    '',
    `**${rule.title}** (${rule.severity})`,
    '',
    `Looks for: ${text(rule.looksFor)}`,
    '',
    `Speaks when ${text(example.told)}:`,
    '',
    '```',
    ...example.log.split('\n'),
    '```',
    '',
    `> ${text(verdict.sentence)}`,
    '',
    ...causes(verdict),
    ...remedy(verdict),
    ...(staysSilent.length === 0
      ? []
      : ['Stays silent when', '', ...staysSilent.map(({ told, because }) => `- ${text(told)}: ${text(because)}`), '']),
    `Sources: ${rule.references.map(({ title, url }) => `[${text(title)}](${url})`).join(' · ')}`,
    '',
  ];
}

function causes({ causes: all }: Verdict): readonly string[] {
  return [
    '| cause | likelihood | why |',
    '| --- | --- | --- |',
    ...all.map(({ id, likelihood, why }) => `| \`${id}\` | ${likelihood} | ${cell(why)} |`),
    '',
  ];
}

function remedy({ remedy: steps }: Verdict): readonly string[] {
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
