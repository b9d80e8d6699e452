import type { Finding } from '../../diagnosis/finding.js';
import { failedSessions } from '../../diagnosis/outcome.js';
import type { DiagnosisSummary } from './diagnosis-summary.js';
import { moment } from '../moment.js';
import { printable } from '../printable.js';

/** What was read, in a line or two. */
export function printSummary({
  files,
  otherFiles,
  bytes,
  records,
  malformed,
  sessions,
  outcomes,
  firstRecordAt,
  lastRecordAt,
}: DiagnosisSummary): string {
  const byOutcome = Object.entries(outcomes).map(([outcome, count]) => `${grouped(count)} ${outcome}`);
  const lines = [
    `Read ${plural(files, 'file')}, ${grouped(bytes)} bytes: ${plural(records, 'record')} in ${plural(sessions, 'session')}` +
      (byOutcome.length === 0 ? '.' : ` (${byOutcome.join(', ')}).`),
  ];
  if (firstRecordAt !== null && lastRecordAt !== null) lines.push(reach(moment(firstRecordAt), moment(lastRecordAt)));
  if (Object.keys(otherFiles).length > 0) lines.push(`${otherFilesInWords(otherFiles)} left out: no SMTP protocol logs.`);
  if (malformed > 0) lines.push(`${plural(malformed, 'line')} could not be read as records of a protocol log.`);
  return lines.join('\n');
}

/** Kinds of files that are named; a folder may hold anything. */
const NAMED_KINDS = 4;

/** `3 other files (message tracking log, unknown text)` */
export function otherFilesInWords(otherFiles: DiagnosisSummary['otherFiles']): string {
  const kinds = Object.keys(otherFiles);
  const count = Object.values(otherFiles).reduce((sum, files) => sum + files, 0);
  const named = kinds.slice(0, NAMED_KINDS).map(printable).join(', ');
  return `${plural(count, 'other file')} (${named}${kinds.length > NAMED_KINDS ? ' …' : ''})`;
}

function reach(first: string, last: string): string {
  return first === last ? `They are of ${first}.` : `They reach from ${first} to ${last}.`;
}

/** A healthy log is worth a sentence, too. What no rule calls a fault is said, and so is what cannot be seen. */
export function printHealthy({ outcomes }: Pick<DiagnosisSummary, 'outcomes'>): string {
  const failed = failedSessions(outcomes);
  const { open = 0 } = outcomes;
  return [
    failed === 0
      ? 'Nothing found: no session in these logs failed.'
      : `Nothing found: ${plural(failed, 'session')} ended in a refusal or early, and none of them shows a fault.`,
    ...(open === 0
      ? []
      : [
          `${plural(open, 'session')} ${open === 1 ? 'is' : 'are'} not whole in these logs: what became of ${open === 1 ? 'it' : 'them'} cannot be seen.`,
        ]),
  ].join('\n');
}

/** One line of a finding, for the overview above several of them. */
export function printOverview(findings: readonly Finding[]): string {
  return findings
    .map(
      ({ severity, title, connector, sessions }, index) =>
        `  ${index + 1}. ${severity}: ${printable(title)} (“${printable(connector)}”, ${plural(sessions, 'session')})`,
    )
    .join('\n');
}

function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `1,234,567`. Intl.NumberFormat would do, but to load its tables takes as long as to diagnose a small log. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
