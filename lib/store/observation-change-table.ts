import { odata, type TableEntity, type TransactionAction } from '@azure/data-tables';
import type { Severity } from '../diagnosis/rule.js';
import { observationState, type LastingObservation, type ObservationChange, type ObservationState } from '../watch/observation-life.js';
import { afterKey, key } from './keys.js';
import type { Tables } from './tables.js';
import { deleteAll } from './transactions.js';

/**
 * Changes of observations that are still to be told. As with findings, a change is written in the transaction that makes it, and deleted when it
 * was told: each is told at least once, always under the same id, and never without having happened.
 */
export interface ToldObservation {
  /** The same for ever, for whoever hears a change twice. */
  readonly id: string;
  readonly tenant: string;
  readonly observationId: string;
  readonly change: ObservationChange;
  /** Where it stands then: of one that a person has muted no alert is to be raised. */
  readonly state: ObservationState;
  readonly watch: string;
  readonly title: string;
  readonly severity: Severity;
  readonly server: string | null;
  readonly connector: string | null;
  /** What makes it this observation: a certificate, a log; empty where server and connector do. */
  readonly keyFact: string;
  /** Days within which it comes to something; 0 when its date has passed, `null` for what has none. */
  readonly withinDays: number | null;
  /** When Mailflow noticed: ISO 8601, UTC. */
  readonly at: string;
}

type ChangeColumns = {
  observation: string;
  change: ObservationChange;
  state: ObservationState;
  watch: string;
  title: string;
  severity: Severity;
  server?: string;
  connector?: string;
  keyFact: string;
  withinDays?: number;
  at: string;
};

/** Enough for a thumbprint, or the name of a log. */
const MAX_FACT_CHARACTERS = 300;

/** The row that tells of a change. @param number how often the observation has changed, this one included */
export function observationChangeRow(
  tenant: string,
  lasting: LastingObservation,
  change: ObservationChange,
  number: number,
  now: Date,
): TransactionAction {
  const { id, observation } = lasting;
  const { watch, title, severity, server, connector, keyFact, deadline } = observation;
  const row: TableEntity<ChangeColumns> = {
    partitionKey: key(tenant),
    rowKey: key('e', id, `${String(number).padStart(9, '0')}.${now.getTime()}`),
    observation: id,
    ...{
      change,
      state: observationState(lasting, now),
      watch,
      title,
      severity,
      keyFact: keyFact.slice(0, MAX_FACT_CHARACTERS),
      at: now.toISOString(),
    },
    ...(server !== null && { server }),
    ...(connector !== null && { connector }),
    ...(deadline !== null && { withinDays: deadline.withinDays }),
  };
  return ['create', row];
}

/** The changes of a tenant's observations that are still to be told, oldest first for each observation. */
export async function untoldObservations(
  { Observations }: Tables,
  tenant: string,
): Promise<readonly (ToldObservation & { readonly rowKey: string })[]> {
  const begin = key('e');
  const filter = odata`PartitionKey eq ${key(tenant)} and RowKey ge ${begin} and RowKey lt ${afterKey(begin)}`;
  const changes: (ToldObservation & { readonly rowKey: string })[] = [];
  for await (const row of Observations.listEntities<ChangeColumns>({ queryOptions: { filter } })) {
    const { rowKey = '', observation, change, state, watch, title, severity, server, connector, keyFact, withinDays, at } = row;
    changes.push({
      rowKey,
      id: `${tenant}|${rowKey.slice(begin.length + 1)}`,
      tenant,
      observationId: observation,
      ...{ change, state, watch, title, severity, keyFact, at },
      server: server ?? null,
      connector: connector ?? null,
      withinDays: withinDays ?? null,
    });
  }
  return changes;
}

/** Takes changes that were told off the list. Somebody else may have done so already. */
export async function forgetToldObservations({ Observations }: Tables, tenant: string, rowKeys: readonly string[]): Promise<void> {
  await deleteAll(
    Observations,
    rowKeys.map((rowKey) => ({ partitionKey: key(tenant), rowKey })),
  );
}
