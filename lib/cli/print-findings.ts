import { DECISIVE_WORDS } from '../diagnosis/decisive-words.js';
import type { Evidence, Finding, FindingCertificate } from '../diagnosis/finding.js';
import type { Cause, Reference, RemedyStep, Severity } from '../diagnosis/rule.js';
import { acquittal, passedStages, type Stage } from '../diagnosis/stage.js';
import { moment } from './moment.js';
import { printable } from './printable.js';
import type { Style } from './style.js';
import { wrap } from './wrap.js';

/** Columns of the text; a command or a log line is never broken, so that it can be copied. */
const WIDTH = 100;

/** What every diagnosis says, whether of sessions or of an error text. */
export interface Judgement {
  readonly severity: Severity;
  readonly title: string;
  readonly summary: string;
  readonly causes: readonly Cause[];
  readonly remedy: readonly RemedyStep[];
  readonly references: readonly Reference[];
}

/** A finding for a mail engineer: what failed and where, why, what to do, and the lines that prove it. `circumstances` stand before the causes. */
export function printFinding(finding: Finding, style: Style, circumstances: readonly string[] = []): string {
  return printJudgement(finding, style, {
    facts: [facts(finding, style), ...circumstances].filter((text) => text !== '').join('\n\n'),
    evidence: section(
      'The log lines that prove it',
      finding.evidence.map((evidence) => printEvidence(evidence, style)),
      style,
    ),
  });
}

/** The same for a judgement of any kind: `facts` come before the causes, `evidence` before the references. */
export function printJudgement(
  judgement: Judgement,
  style: Style,
  { facts: about, evidence }: { facts: string; evidence: string },
): string {
  const { causes } = judgement;
  const oneOf = (...likelihoods: readonly Cause['likelihood'][]) =>
    causes.filter(({ likelihood }) => likelihoods.includes(likelihood)).map(printCause);
  const sections = [
    heading(judgement, style),
    about,
    section('The cause', oneOf('certain'), style),
    section('Likely cause', oneOf('likely'), style),
    section('Also possible', oneOf('possible', 'unlikely'), style),
    section('Ruled out', oneOf('excluded'), style),
    section(
      'What to do',
      judgement.remedy.map((step, index) => printStep(step, index, style)),
      style,
    ),
    evidence,
    section(
      'Read on',
      judgement.references.map(({ title, url }) => `  ${title}\n    ${style.quiet(url)}`),
      style,
    ),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function heading({ severity, title, summary }: Judgement, style: Style): string {
  return `${style.severity(severity, severity.toUpperCase())}  ${style.strong(printable(title))}\n\n${wrap(printable(summary), WIDTH, '')}`;
}

function facts(finding: Finding, style: Style): string {
  const { connector, server, remote, sessions, firstSeen, lastSeen, certificate, stage, rule, consequences } = finding;
  const when = firstSeen === lastSeen ? moment(firstSeen) : `${moment(firstSeen)} to ${moment(lastSeen)}`;
  return table(
    [
      ['Connector', connector],
      ['Server', server],
      ['Remote host', remote],
      [stage === 'delivered' ? 'Seen in' : 'Failed', `${sessions} session${sessions === 1 ? '' : 's'}, ${when}`],
      ['How far it got', howFar(stage ?? undefined)],
      ...certificateRows(certificate),
      ['Follows from it', consequences.length === 0 ? null : consequences.map(({ title }) => title).join('; ')],
      ['Rule', rule],
    ],
    style,
  );
}

function howFar(stage: Stage | undefined): string {
  return [passedStages(stage), acquittal(stage)].filter((words) => words !== undefined).join('; ');
}

/** Names and values in two columns; a value that is not known is left out. */
export function table(rows: readonly (readonly [string, string | null])[], style: Style): string {
  const line = (name: string, value: string) => `  ${style.quiet(name.padEnd(16))}${wrap(printable(value), WIDTH - 18, ' '.repeat(18))}`;
  return rows.flatMap(([name, value]) => (value === null ? [] : [line(name, value)])).join('\n');
}

function certificateRows(certificate: FindingCertificate | null): readonly (readonly [string, string | null])[] {
  if (certificate === null) return [];
  const { subject, issuer, serial, thumbprint, notBefore, notAfter, names } = certificate;
  return [
    ['Certificate', subject],
    ['  issued by', issuer],
    ['  thumbprint', thumbprint ?? 'not in the log'],
    ['  serial', serial],
    ['  valid', notBefore === null || notAfter === null ? null : `${moment(notBefore)} to ${moment(notAfter)}`],
    ['  names', names.length === 0 ? null : names.join(', ')],
  ];
}

function printCause({ why }: Cause): string {
  return `  ${wrap(printable(why), WIDTH - 2, '  ')}`;
}

function printStep({ do: what, command, caution, verify, undo }: RemedyStep, index: number, style: Style): string {
  const indent = ' '.repeat(5);
  const note = (name: string, text: string | null, paint = (words: string) => words) =>
    text === null ? [] : [`${indent}${paint(wrap(`${name}: ${printable(text)}`, WIDTH - 5, indent))}`];
  return [
    `  ${index + 1}. ${wrap(printable(what), WIDTH - 5, indent)}`,
    ...(command === null ? [] : [`${indent}> ${style.command(printable(command))}`]),
    ...note('Caution', caution, style.caution),
    ...note('Verify', verify),
    ...note('Undo', undo),
  ].join('\n');
}

function printEvidence({ file, line, text }: Evidence, style: Style): string {
  return `  ${style.quiet(`${printable(file)}:${line}`)}\n    ${printable(text).replace(DECISIVE_WORDS, style.decisive)}`;
}

function section(title: string, entries: readonly string[], style: Style): string {
  return entries.length === 0 ? '' : `${style.strong(title)}\n${entries.join('\n')}`;
}
