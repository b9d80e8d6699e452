import { printFinding } from '../print-findings.js';
import { settingChanges } from '../../correlation/changes/setting-change.js';
import { correlate } from '../../correlation/correlate.js';
import type { Correlated } from '../../correlation/correlated.js';
import { missingExports } from '../../correlation/missing-exports.js';
import { serverOutlook, type Outlook } from '../../correlation/outlook/outlook.js';
import { explainQueues, type QueueExplanation } from '../../correlation/queues/explain-queues.js';
import { percentile } from '../../diagnosis/durations.js';
import type { Finding } from '../../diagnosis/finding.js';
import { membersOf } from '../../diagnosis/patterns/gathered.js';
import { worstFirst } from '../../diagnosis/tally-findings.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { AnyInventoryExport } from '../../inventory/read-export.js';
import { WANTED_LOGS } from '../../log/format.js';
import { printable } from '../printable.js';
import type { Terminal } from '../terminal.js';
import { CannotRead } from './cannot-read.js';
import { diagnoseInputs, type Diagnosis } from './diagnose-inputs.js';
import { findInputs, type InputFile } from './find-inputs.js';
import { STANDARD_INPUT } from './open-input.js';
import { printBeginning, printMembers, printNotes, printRecovery } from './print-circumstances.js';
import type { ReadInventory } from './read-inventory.js';
import { printConnectors } from './print-connectors.js';
import { printMissingExports } from './print-missing-exports.js';
import { printQueues, printWarnings } from './print-outlook.js';
import { otherFilesInWords, printHealthy, printOverview, printSummary } from './print-summary.js';

export interface DiagnoseOptions {
  readonly json?: boolean;
  readonly server?: string;
  /** Whole transcripts of one session of each finding. */
  readonly verbose?: boolean;
  readonly workers?: number;
  /** Exports of Exchange's own settings, to hold the findings against. */
  readonly inventory?: readonly string[];
}

/**
 * `mailflow diagnose`: reads logs without any cloud and prints what is wrong.
 *
 * @returns the exit code: 0 healthy, 1 findings, 2 something could not be read.
 */
export async function diagnoseCommand(paths: readonly string[], options: DiagnoseOptions, terminal: Terminal): Promise<number> {
  let groups: readonly (readonly InputFile[])[];
  let read: ReadInventory | undefined;
  try {
    const files = paths.filter((path) => path !== STANDARD_INPUT);
    groups = [
      ...(files.length < paths.length ? [[{ path: STANDARD_INPUT, named: true }]] : []),
      ...(files.length > 0 ? await findInputs(files) : []),
    ];
    if (options.inventory !== undefined) {
      // Loaded only when asked for: its schemas would double the time to the first answer.
      const { readInventory } = await import('./read-inventory.js');
      read = await readInventory(options.inventory, options.server);
    }
  } catch (error) {
    if (!(error instanceof CannotRead)) throw error;
    terminal.complain(`mailflow diagnose: ${error.message}`);
    return 2;
  }
  const inventory = read?.inventory;
  const diagnosed = await diagnoseInputs(groups, {
    server: options.server,
    transcripts: options.verbose ?? false,
    ...(options.workers !== undefined && { workers: options.workers }),
    onProgress: progressOn(terminal),
  });
  const diagnosis = { ...diagnosed, beginnings: withSettings(diagnosed, read?.exports ?? []) };
  const findings = diagnosis.findings
    .map((finding) => correlate(finding, inventory, { certificateLastWorked: certificateLastWorked(finding, diagnosis) }))
    // The inventory may have shown that one is less bad than it looked.
    .sort(worstFirst);
  // A queue waits for one destination: what its own finding says, the gathered one does not.
  const single = findings.flatMap((finding) => [finding, ...membersOf(finding)]);
  const foresight = inventory === undefined ? undefined : foresightOf(inventory, single);
  if (options.json === true) terminal.say(JSON.stringify({ ...resource(diagnosis, findings), ...foresight }, null, 2));
  else {
    printDiagnosis(diagnosis, findings, terminal, options.verbose ?? false);
    const sections = [
      printQueues(foresight?.queues ?? [], terminal.style),
      printWarnings(foresight?.outlook.warnings ?? [], terminal.style),
      printMissingExports(missingExports(findings, inventory), terminal.style),
    ];
    for (const section of sections) if (section !== '') terminal.say(`\n${section}`);
  }
  for (const { message } of diagnosis.unread) terminal.complain(`mailflow diagnose: ${printable(message)}`);
  if (diagnosis.unread.length > 0) return 2;
  if (diagnosis.summary.files === 0) {
    terminal.complain(
      `mailflow diagnose: there is no SMTP protocol log of Exchange, only ${otherFilesInWords(diagnosis.summary.otherFiles)}. ${WANTED_LOGS}`,
    );
    return 2;
  }
  if (diagnosis.summary.records === 0 && diagnosis.summary.malformed > 0) {
    terminal.complain('mailflow diagnose: no line looks like a record of an SMTP protocol log of Exchange.');
    return 2;
  }
  return diagnosis.findings.length > 0 ? 1 : 0;
}

/** How findings began, with what was set otherwise when mail still flowed. */
function withSettings({ beginnings, findings }: Diagnosis, exports: readonly AnyInventoryExport[]): Diagnosis['beginnings'] {
  const single = findings.flatMap((finding) => [finding, ...membersOf(finding)]);
  const told = single.flatMap((finding) => {
    const beginning = beginnings.get(finding.id);
    if (beginning === undefined) return [];
    const settings = settingChanges(finding, exports, Date.parse(beginning.lastHealthy.at), Date.parse(beginning.at));
    return [[finding.id, { ...beginning, changes: [...beginning.changes, ...settings] }] as const];
  });
  return new Map(told);
}

type CorrelatedFinding = Correlated<Finding>;

/** When the finding's own certificate was last seen to work: a list of services that says otherwise is no proof then. */
function certificateLastWorked({ id, certificate }: Finding, { beginnings, recoveries }: Diagnosis): string | undefined {
  const healthy = [recoveries.get(id), beginnings.get(id)?.lastHealthy];
  return healthy.find((session) => session !== undefined && session.thumbprint !== null && session.thumbprint === certificate?.thumbprint)
    ?.at;
}

/** What the inventory says beside the findings: of the queues, and of what is to come. */
function foresightOf(inventory: Inventory, findings: readonly Finding[]): { queues: readonly QueueExplanation[]; outlook: Outlook } {
  // An old export is judged by its own time: what it warns of was true then.
  const collected = Object.values(inventory.exports).flatMap(({ collectedAt }) => collectedAt ?? []);
  return {
    queues: explainQueues(inventory, findings),
    outlook: serverOutlook(inventory, collected.length === 0 ? Date.now() : Math.max(...collected)),
  };
}

function resource(
  { summary, connectors, transcripts, beginnings, recoveries }: Diagnosis,
  findings: readonly CorrelatedFinding[],
): Record<string, unknown> {
  return {
    summary,
    findings: findings.map((finding) => ({
      ...finding,
      beginning: beginnings.get(finding.id) ?? null,
      recovery: recoveries.get(finding.id) ?? null,
      ...(transcripts.has(finding.id) && { transcript: transcripts.get(finding.id)?.lines }),
    })),
    connectors: connectors.map(({ durations, hours, ...counts }) => ({
      ...counts,
      hours: Object.keys(hours)
        .sort()
        .map((hour) => ({ hour, ...hours[hour] })),
      p50Milliseconds: percentile(durations, 0.5) ?? null,
      p95Milliseconds: percentile(durations, 0.95) ?? null,
    })),
  };
}

/** Only for work that takes long enough to wonder. */
const WORTH_SHOWING_BYTES = 32 * 1024 * 1024;

function progressOn(terminal: Terminal): (progress: { bytes: number; of: number }) => void {
  let shown = -1;
  return ({ bytes, of }) => {
    const percent = of < WORTH_SHOWING_BYTES ? -1 : Math.floor((100 * bytes) / of);
    if (percent <= shown) return;
    shown = percent;
    const done = Math.floor(percent / 4);
    terminal.progress(
      percent === 100 ? '' : `Reading  ${'█'.repeat(done)}${'░'.repeat(25 - done)} ${percent} % of ${(of / 1e6).toFixed(0)} MB`,
    );
  };
}

function printDiagnosis(
  { summary, connectors, transcripts, beginnings, recoveries, malformed }: Diagnosis,
  findings: readonly CorrelatedFinding[],
  terminal: Terminal,
  verbose: boolean,
): void {
  if (summary.files > 0) terminal.say(printSummary(summary));
  for (const { file, line, reason, excerpt } of malformed) terminal.say(`  ${printable(file)}:${line}: ${reason}: ${printable(excerpt)}`);
  if (summary.malformed > malformed.length && malformed.length > 0) terminal.say('  …');
  if (connectors.length > 0) terminal.say(`\n${printConnectors(connectors, terminal.style)}`);
  if (findings.length === 0) {
    if (summary.records > 0) terminal.say(`\n${printHealthy(summary)}`);
    return;
  }
  if (findings.length > 1) terminal.say(`\n${findings.length} findings, worst first:\n${printOverview(findings)}`);
  for (const finding of findings) {
    const members = membersOf(finding);
    const circumstances = [
      printMembers(members, terminal.style, verbose),
      printBeginning(beginnings.get(finding.id), terminal.style),
      printRecovery(recoveries.get(finding.id), terminal.style),
      printNotes(finding.notes, terminal.style),
    ];
    terminal.say(`\n${'─'.repeat(100)}\n${printFinding(finding, terminal.style, circumstances)}`.trimEnd());
    const [newest] = finding.samples;
    const shown = members.find(({ samples }) => samples[0]?.sessionId === newest?.sessionId) ?? finding;
    const transcript = transcripts.get(shown.id);
    if (transcript === undefined) continue;
    terminal.say(`\n${terminal.style.strong(`The whole of session ${printable(transcript.sessionId)}`)}`);
    for (const line of transcript.lines) terminal.say(`  ${printable(line)}`);
  }
}
