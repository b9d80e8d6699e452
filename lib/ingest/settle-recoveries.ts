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
}

/**
 * Gives the findings of a stream the condition that its sessions show: recovered, when a healthy session on the same connector with the same remote host
 * began long enough after the last failure. The answer depends on what is in the tables alone: whoever writes a failure looks for health after it, and
 * whoever writes health looks for failures before it, so one of two that race sees the other.
 *
 * @returns whether a finding has changed its condition.
 */
export async function settleRecoveries(
  tables: Tables,
  source: LogSource,
  { touched, activity }: NewsOfHealth,
  now: Date,
): Promise<boolean> {
  const findings = (await listFindingHeads(tables, source.tenant)).filter(
    ({ server, stream }) => server === source.server && stream === source.stream,
  );
  const open: FindingHead[] = [];
  let changed = false;
  for (const finding of findings) {
    if (finding.condition === 'failing' && activity.some(({ healthy }) => provesRecovery(finding, healthy))) {
      changed = (await settleCondition(tables, source.tenant, finding, 'recovered', now)) || changed;
    } else if (touched.has(finding.findingId)) open.push(finding);
  }
  const recovered = await recoveredAmong(tables, source, open);
  for (const finding of open) {
    const condition = recovered.has(finding.findingId) ? 'recovered' : 'failing';
    if (condition !== finding.condition) changed = (await settleCondition(tables, source.tenant, finding, condition, now)) || changed;
  }
  return changed;
}

/** Those of the findings after whose last failure the tables know health. Usually one look at the present hour. */
async function recoveredAmong(tables: Tables, source: LogSource, findings: readonly FindingHead[]): Promise<ReadonlySet<string>> {
  const recovered = new Set<string>();
  const [first] = findings.map(({ lastSeen }) => lastSeen).sort();
  if (first === undefined) return recovered;
  for await (const { healthy } of readHealthyFrom(tables, source, hourOf(Date.parse(first)))) {
    for (const finding of findings) if (provesRecovery(finding, healthy)) recovered.add(finding.findingId);
    if (recovered.size === findings.length) break;
  }
  return recovered;
}

function provesRecovery(finding: FindingHead, healthy: HourOfActivity['healthy']): boolean {
  const after = Date.parse(finding.lastSeen) + RECOVERY_MILLISECONDS;
  return healthyKeysOf(finding).some((key) => (healthy?.[key]?.last ?? -Infinity) >= after);
}

/** Mail that went in plain text because TLS fails is no recovery of TLS. */
export function healthyKeysOf({ rule, connector, host }: Pick<FindingHead, 'rule' | 'connector' | 'host'>): readonly string[] {
  const overTls = healthyKey({ connector, host }, true);
  return rule.startsWith('tls-') ? [overTls] : [overTls, healthyKey({ connector, host }, false)];
}
