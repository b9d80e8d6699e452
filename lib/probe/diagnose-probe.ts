import { correlate } from '../correlation/correlate.js';
import type { Correlated } from '../correlation/correlated.js';
import { diagnoseSession, type SessionDiagnosis } from '../diagnosis/diagnose-session.js';
import type { Finding } from '../diagnosis/finding.js';
import { powershellString } from '../diagnosis/powershell.js';
import { FindingsTally, worstFirst } from '../diagnosis/tally-findings.js';
import type { Inventory } from '../inventory/inventory.js';
import type { ProbeResult } from '../inventory/probe-result.js';
import { readSessions } from '../log/read-sessions.js';
import { NO_CONNECTOR } from './probe.js';

/** What Mailflow says of a probe: of each session, and of all that fail alike. */
export interface ProbeDiagnosis {
  /** In the order of the result's sessions. */
  readonly sessions: readonly SessionDiagnosis[];
  /** Worst first. */
  readonly findings: readonly Correlated<Finding>[];
}

/** Judges a probe with the rules that judge logs. Pure: the same result gives the same answer wherever it is asked for. */
export function diagnoseProbe(
  { sessions }: Pick<ProbeResult, 'sessions'>,
  { server, inventory }: { readonly server?: string | undefined; readonly inventory?: Inventory | undefined } = {},
): ProbeDiagnosis {
  const tally = new FindingsTally();
  const diagnosed = sessions.flatMap(({ log }) => {
    const read = readSessions(Buffer.from(log), { file: 'probe' }).sessions;
    return read.map((session) => diagnoseSession(session.decode(), { server }));
  });
  for (const diagnosis of diagnosed) tally.add(diagnosis);
  const findings = tally.findings().map((finding) => withoutConnector(correlate(finding, inventory)));
  return { sessions: diagnosed, findings: findings.sort(worstFirst) };
}

/** A command cannot name a connector where the probe stood in for none: that is for the reader to fill in, as in an error text. */
function withoutConnector(finding: Correlated<Finding>): Correlated<Finding> {
  if (finding.connector !== NO_CONNECTOR) return finding;
  const remedy = finding.remedy.map((step) => ({
    ...step,
    command: step.command?.replaceAll(powershellString(NO_CONNECTOR), "'<connector>'") ?? null,
  }));
  return { ...finding, remedy };
}
