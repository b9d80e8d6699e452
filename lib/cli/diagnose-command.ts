import { CannotRead } from './cannot-read.js';
import { diagnoseInputs, type Diagnosis } from './diagnose-inputs.js';
import { findInputs, type InputFile } from './find-inputs.js';
import { STANDARD_INPUT } from './open-input.js';
import { printFinding } from './print-findings.js';
import { printHealthy, printOverview, printSummary } from './print-summary.js';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

export interface DiagnoseOptions {
  readonly json?: boolean;
  readonly server?: string;
}

/**
 * `mailflow diagnose`: reads logs without any cloud and prints what is wrong.
 *
 * @returns the exit code: 0 healthy, 1 findings, 2 something could not be read.
 */
export async function diagnoseCommand(
  paths: readonly string[],
  { json = false, server }: DiagnoseOptions,
  terminal: Terminal,
): Promise<number> {
  let groups: readonly (readonly InputFile[])[];
  try {
    const files = paths.filter((path) => path !== STANDARD_INPUT);
    groups = [
      ...(files.length < paths.length ? [[{ path: STANDARD_INPUT, named: true }]] : []),
      ...(files.length > 0 ? await findInputs(files) : []),
    ];
  } catch (error) {
    if (!(error instanceof CannotRead)) throw error;
    terminal.complain(`mailflow diagnose: ${error.message}`);
    return 2;
  }
  const diagnosis = await diagnoseInputs(groups, server);
  if (json) terminal.say(JSON.stringify({ summary: diagnosis.summary, findings: diagnosis.findings }, null, 2));
  else printDiagnosis(diagnosis, terminal);
  for (const problem of diagnosis.unread) terminal.complain(`mailflow diagnose: ${printable(problem.message)}`);
  if (diagnosis.unread.length > 0) return 2;
  if (diagnosis.summary.records === 0 && diagnosis.summary.malformed > 0) {
    terminal.complain('mailflow diagnose: no line looks like a record of an SMTP protocol log of Exchange.');
    return 2;
  }
  return diagnosis.findings.length > 0 ? 1 : 0;
}

function printDiagnosis({ summary, findings, malformed, unread }: Diagnosis, terminal: Terminal): void {
  if (summary.files > 0 || unread.length === 0) terminal.say(printSummary(summary));
  for (const { file, line, reason, excerpt } of malformed) terminal.say(`  ${printable(file)}:${line}: ${reason}: ${printable(excerpt)}`);
  if (summary.malformed > malformed.length && malformed.length > 0) terminal.say('  …');
  if (findings.length === 0) {
    if (summary.records > 0) terminal.say(printHealthy());
    return;
  }
  if (findings.length > 1) terminal.say(`\n${findings.length} findings, worst first:\n${printOverview(findings)}`);
  for (const finding of findings) terminal.say(`\n${'─'.repeat(100)}\n${printFinding(finding)}`.trimEnd());
}
