import { healthyKey, hourOf, type HourOfActivity } from '../diagnosis/hourly-activity.js';
import { readHealthyFrom } from '../store/activity-table.js';
import type { LogSource } from '../store/chunk.js';
import { settleCondition } from '../store/finding-condition.js';
import { listFindingHeads, type FindingHead } from '../store/finding-table.js';
import type { Tables } from '../store/tables.js';

/**
 * How long mail must have flowed since a finding's last failure until the finding counts as recovered. Where every third session fails, the two healthy
 * ones between prove nothing.
 */
export const RECOVERY_MILLISECONDS = 15 * 60_000;

/** What was written since somebody last looked at these findings. */
export interface NewsOfHealth {
  /** Findings whose parts were written. */
  readonly touched: ReadonlySet<string>;
  /** Activity that was written. */
  readonly activity: readonly HourOfActivity[];
  /** Something may have been taken back: then a recovery may have lost its proof. */
  readonly isCorrection: boolean;
}

/**
 * Gives the findings of a stream the condition that its sessions show: recovered, when a healthy session on the same connector with the same remote host
 * began long enough after the last failure. The answer depends on what is in the tables alone: whoever writes a failure looks for health after it, and
 * whoever writes health, or takes it back, looks for findings that it concerns, so one of two that race sees the other. Whoever changes a condition looks
 * once more: what it went by may have been taken back by somebody who still saw the old condition.
 *
 * @returns whether a finding has changed its condition.
 */
export async function settleRecoveries(
  tables: Tables,
  source: LogSource,
  { touched, activity, isCorrection }: NewsOfHealth,
  now: Date,
): Promise<boolean> {
  const isProven = ({ condition, ...finding }: FindingHead) =>
    condition === 'failing' && finding.stream === source.stream && activity.some(({ healthy }) => provesRecovery(finding, healthy));
  const isDoubtful = ({ condition, ...finding }: FindingHead) =>
    touched.has(finding.findingId) || (isCorrection && condition === 'recovered' && finding.stream === source.stream);
  const findings = (await listFindingHeads(tables, source.tenant)).filter(({ server }) => server === source.server);
  const proven = findings.filter(isProven);
  const doubtful = findings.filter((finding) => !proven.includes(finding) && isDoubtful(finding));
  const recovered = await recoveredAmong(tables, source, doubtful);
  const changed = new Set<string>();
  for (const finding of [...proven, ...doubtful]) {
    const condition = proven.includes(finding) || recovered.has(finding.findingId) ? 'recovered' : 'failing';
    if (condition === finding.condition) continue;
    if (await settleCondition(tables, source.tenant, finding, condition, now)) changed.add(finding.findingId);
  }
  if (changed.size === 0) return false;
  await settleRecoveries(tables, source, { touched: changed, activity: [], isCorrection: false }, now);
  return true;
}

/** Those of the findings after whose last failure the tables know health. Usually one look at the present hour. */
async function recoveredAmong(tables: Tables, source: LogSource, findings: readonly FindingHead[]): Promise<ReadonlySet<string>> {
  const recovered = new Set<string>();
  // A finding follows its newest failure, which may stand in another stream of the same server.
  for (const stream of new Set(findings.map((finding) => finding.stream ?? source.stream))) {
    const own = findings.filter((finding) => (finding.stream ?? source.stream) === stream);
    const [first = ''] = own.map(({ lastSeen }) => lastSeen).sort();
    for await (const { healthy } of readHealthyFrom(tables, { ...source, stream }, hourOf(Date.parse(first)))) {
      for (const finding of own) if (provesRecovery(finding, healthy)) recovered.add(finding.findingId);
      if (own.every(({ findingId }) => recovered.has(findingId))) break;
    }
  }
  return recovered;
}

function provesRecovery(finding: Omit<FindingHead, 'condition'>, healthy: HourOfActivity['healthy']): boolean {
  const after = Date.parse(finding.lastSeen) + RECOVERY_MILLISECONDS;
  return healthyKeysOf(finding).some((key) => (healthy?.[key]?.last ?? -Infinity) >= after);
}

/** Mail that went in plain text because TLS fails is no recovery of TLS. */
export function healthyKeysOf({ rule, connector, host }: Pick<FindingHead, 'rule' | 'connector' | 'host'>): readonly string[] {
  const overTls = healthyKey({ connector, host }, true);
  return rule.startsWith('tls-') ? [overTls] : [overTls, healthyKey({ connector, host }, false)];
}
