import type { Evidence, Finding, FindingCertificate } from '../diagnosis/finding.js';
import type { Cause, RemedyStep } from '../diagnosis/rule.js';
import { passedStages } from '../diagnosis/stage.js';
import { printable } from './printable.js';
import { wrap } from './wrap.js';

/** Columns of the text; a command or a log line is never broken, so that it can be copied. */
const WIDTH = 100;

/** A finding for a mail engineer: what failed and where, why, what to do, and the lines that prove it. */
export function printFinding(finding: Finding): string {
  const sections = [
    heading(finding),
    facts(finding),
    section('Likely cause', finding.causes.filter(({ likelihood }) => likelihood === 'likely').map(printCause)),
    section(
      'Also possible',
      finding.causes.filter(({ likelihood }) => likelihood === 'possible' || likelihood === 'unlikely').map(printCause),
    ),
    section('Ruled out', finding.causes.filter(({ likelihood }) => likelihood === 'excluded').map(printCause)),
    section('What to do', finding.remedy.map(printStep)),
    section('The log lines that prove it', finding.evidence.map(printEvidence)),
    section(
      'Read on',
      finding.references.map(({ title, url }) => `  ${title}\n    ${url}`),
    ),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function heading({ severity, title, summary }: Finding): string {
  return `${severity.toUpperCase()}  ${printable(title)}\n\n${wrap(printable(summary), WIDTH, '')}`;
}

function facts(finding: Finding): string {
  const { connector, server, remote, sessions, firstSeen, lastSeen, certificate, stage, rule } = finding;
  const when = firstSeen === lastSeen ? moment(firstSeen) : `${moment(firstSeen)} to ${moment(lastSeen)}`;
  const rows: readonly (readonly [string, string | null])[] = [
    ['Connector', connector],
    ['Server', server],
    ['Remote host', remote],
    ['Failed', `${sessions} session${sessions === 1 ? '' : 's'}, ${when}`],
    ['How far it got', passedStages(stage ?? undefined)],
    ...certificateRows(certificate),
    ['Rule', rule],
  ];
  return rows
    .flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(16)}${wrap(printable(value), WIDTH - 18, ' '.repeat(18))}`]))
    .join('\n');
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

function printStep({ do: what, command, caution, verify, undo }: RemedyStep, index: number): string {
  const indent = ' '.repeat(5);
  const note = (name: string, text: string | null) =>
    text === null ? [] : [`${indent}${wrap(`${name}: ${printable(text)}`, WIDTH - 5, indent)}`];
  return [
    `  ${index + 1}. ${wrap(printable(what), WIDTH - 5, indent)}`,
    ...(command === null ? [] : [`${indent}> ${printable(command)}`]),
    ...note('Caution', caution),
    ...note('Verify', verify),
    ...note('Undo', undo),
  ].join('\n');
}

function printEvidence({ file, line, text }: Evidence): string {
  return `  ${printable(file)}:${line}\n    ${printable(text)}`;
}

function section(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : `${title}\n${entries.join('\n')}`;
}

/** `2019-05-28 15:07:00 UTC` */
function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
