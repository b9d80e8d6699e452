import { odata, type TableEntity } from '@azure/data-tables';
import { observationId, type Observation } from '../diagnosis/observation.js';
import { nextStep, type LastingObservation, type ObservationChange } from '../watch/observation-life.js';
import { key } from './keys.js';
import { longProperties, packJson, readLongJson } from './long-bytes.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';

/**
 * What watches have seen of a tenant, as long as it held and afterwards.
 *
 *   PartitionKey    RowKey
 *   {tenant}        {observationId}
 */
type ObservationColumns = { watch: string; severity: string; openedAt: string; endedAt?: string; reopenedAt?: string };

/** Observations whose state this call has changed, and no other: of two workers that agree, one is told each change. */
export type ObservationChanges = Readonly<Record<ObservationChange, readonly LastingObservation[]>>;

/**
 * Makes the stored observations of these watches exactly the given ones: new ones are opened, those that are gone are ended, those that come back
 * are reopened. Observations of other watches are left alone.
 *
 * A row is written only if nobody wrote it since it was read; whoever lost that race looks again.
 */
export async function reconcileObservations(
  { Observations }: Tables,
  tenant: string,
  watches: readonly string[],
  observations: readonly Observation[],
  now: Date,
): Promise<ObservationChanges> {
  const changes: Record<ObservationChange, LastingObservation[]> = { opened: [], ended: [], reopened: [], raised: [] };
  const made = new Map(observations.map((observation) => [observationId(observation), observation]));
  let raced: boolean;
  do {
    raced = false;
    const stored = await readRows(Observations, tenant);
    const ids = new Set([...made.keys(), ...stored.keys()]);
    for (const id of ids) {
      const row = stored.get(id);
      if (!watches.includes(made.get(id)?.watch ?? row?.lasting.observation.watch ?? '')) continue;
      const step = nextStep(row?.lasting, made.get(id), now.toISOString());
      if (step === undefined) continue;
      if (!(await write(Observations, tenant, step.next, row?.etag))) raced = true;
      else if (step.change !== undefined) changes[step.change].push(step.next);
    }
  } while (raced);
  return changes;
}

/** What watches have seen of a tenant, in no particular order. */
export async function listObservations({ Observations }: Tables, tenant: string): Promise<readonly LastingObservation[]> {
  return [...(await readRows(Observations, tenant)).values()].map(({ lasting }) => lasting);
}

interface Row {
  readonly lasting: LastingObservation;
  readonly etag: string;
}

async function readRows(table: Tables['Observations'], tenant: string): Promise<ReadonlyMap<string, Row>> {
  const rows = new Map<string, Row>();
  const filter = odata`PartitionKey eq ${key(tenant)}`;
  for await (const row of table.listEntities<ObservationColumns>({ queryOptions: { filter } })) {
    const observation = readLongJson(row, 'observation') as Observation;
    const { openedAt, endedAt = null, reopenedAt = null } = row;
    const id = observationId(observation);
    rows.set(id, { lasting: { id, observation, openedAt, endedAt, reopenedAt }, etag: row.etag });
  }
  return rows;
}

/** @returns whether it was written; otherwise somebody else was faster. */
async function write(
  table: Tables['Observations'],
  tenant: string,
  { id, observation, openedAt, endedAt, reopenedAt }: LastingObservation,
  etag: string | undefined,
): Promise<boolean> {
  const row: TableEntity<ObservationColumns> = {
    partitionKey: key(tenant),
    rowKey: key(id),
    watch: observation.watch,
    severity: observation.severity,
    openedAt,
    ...(endedAt !== null && { endedAt }),
    ...(reopenedAt !== null && { reopenedAt }),
    ...longProperties('observation', packJson(observation)),
  };
  try {
    if (etag === undefined) await table.createEntity(row);
    else await table.updateEntity(row, 'Replace', { etag });
    return true;
  } catch (error) {
    if (isLostRace(error) || isNotFound(error)) return false;
    throw error;
  }
}
