import { odata, type TableEntity, type TransactionAction } from '@azure/data-tables';
import type { FindingChange } from '../diagnosis/finding-state.js';
import type { Severity } from '../diagnosis/rule.js';
import { findingIdIn, type FindingColumns } from './finding-row.js';
import { afterKey, key } from './keys.js';
import type { Tables } from './tables.js';
import { deleteAll } from './transactions.js';

/**
 * Changes of findings' conditions that are still to be told. A change is written in the transaction that makes it, so each is there exactly once;
 * it is deleted when it was told. Whoever crashes between leaves it to the next, who may tell it again under the same id.
 */
export interface ToldChange {
  /** The same for ever, for whoever hears a change twice. */
  readonly id: string;
  readonly tenant: string;
  readonly findingId: string;
  readonly change: FindingChange;
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly server: string | null;
  readonly connector: string;
  /** The same for findings of other servers and tenants that fail by the same fact. */
  readonly incident: string;
  /** When Mailflow noticed: ISO 8601, UTC. */
  readonly at: string;
}

type ChangeColumns = {
  tenant: string;
  finding: string;
  change: FindingChange;
  rule: string;
  title: string;
  severity: Severity;
  server?: string;
  connector: string;
  incident: string;
  at: string;
};

/** The row that tells of a change; `finding` is the finding's row after it, or before it when it is withdrawn. */
export function changeRow(
  tenant: string,
  finding: Partial<FindingColumns> & { readonly rowKey?: unknown },
  change: FindingChange,
  now: Date,
): TransactionAction {
  const { rule = '', title = '', severity = 'info', server, connector = '', incident = '', changes = 0 } = finding;
  const findingId = findingIdIn(String(finding.rowKey));
  const number = String(change === 'withdrawn' ? changes + 1 : changes).padStart(9, '0');
  const row: TableEntity<ChangeColumns> = {
    partitionKey: key(tenant),
    rowKey: `${key('e', findingId)}|${number}|${now.getTime()}`,
    tenant,
    finding: findingId,
    change,
    rule,
    title,
    severity,
    ...(server !== undefined && { server }),
    connector,
    incident,
    at: now.toISOString(),
  };
  return ['create', row];
}

/** The changes of a tenant's findings that are still to be told, oldest first for each finding. */
export async function untoldChanges({ Findings }: Tables, tenant: string): Promise<readonly (ToldChange & { readonly rowKey: string })[]> {
  const begin = key('e');
  const filter = odata`PartitionKey eq ${key(tenant)} and RowKey ge ${begin} and RowKey lt ${afterKey(begin)}`;
  const changes: (ToldChange & { readonly rowKey: string })[] = [];
  for await (const row of Findings.listEntities<ChangeColumns>({ queryOptions: { filter } })) {
    const { rowKey = '', finding, server, connector, incident, change, rule, title, severity, at } = row;
    changes.push({
      rowKey,
      id: `${tenant}|${rowKey.slice(2)}`,
      tenant,
      findingId: finding,
      change,
      rule,
      title,
      severity,
      server: server ?? null,
      connector,
      incident,
      at,
    });
  }
  return changes;
}

/** Takes changes that were told off the list. Somebody else may have done so already. */
export async function forgetChanges({ Findings }: Tables, tenant: string, rowKeys: readonly string[]): Promise<void> {
  await deleteAll(
    Findings,
    rowKeys.map((rowKey) => ({ partitionKey: key(tenant), rowKey })),
  );
}
