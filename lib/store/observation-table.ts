import { odata, type TableEntity } from '@azure/data-tables';
import { observationId, type Observation } from '../diagnosis/observation.js';
import { nextStep, type Holding, type LastingObservation, type ObservationHandling, type Step } from '../watch/observation-life.js';
import type { HandlingResult } from './finding-condition.js';
import { afterKey, key } from './keys.js';
import { longProperties, packJson, readLongJson } from './long-bytes.js';
import { observationChangeRow } from './observation-change-table.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';
import { deleteUnchanged, KEYS } from './transactions.js';

/**
 * What watches have seen of a tenant, as long as it held and afterwards.
 *
 *   PartitionKey    RowKey
 *   {tenant}        o|{observationId}
 *   {tenant}        e|{observationId}|{n}    a change that is still to be told
 */
type ObservationColumns = {
  watch: string;
  severity: string;
  openedAt: string;
  endedAt?: string;
  reopenedAt?: string;
  /** {@link ObservationHandling}, as JSON. */
  handling?: string;
  /** How often it has changed. */
  changes: number;
};

/**
 * Makes the stored observations of these watches exactly the given ones: new ones are opened, those that are gone are ended, those that come back
 * are reopened. Observations of other watches are left alone.
 *
 * A row is written only if nobody wrote it since it was read; whoever lost that race looks again.
 *
 * @param observe gives what holds now; it is told what held before, by id.
 * @returns whether there is something to tell by this call.
 */
export async function reconcileObservations(
  { Observations }: Tables,
  tenant: string,
  watches: readonly string[],
  observe: (holding: Holding) => readonly Observation[],
  now: Date,
): Promise<boolean> {
  let changed = false;
  let raced: boolean;
  do {
    raced = false;
    const stored = await readRows(Observations, tenant, watches);
    const made = new Map(observe(holdingIn(stored)).map((observation) => [observationId(observation), observation]));
    const ids = new Set([...made.keys(), ...stored.keys()]);
    for (const id of ids) {
      const row = stored.get(id);
      const step = nextStep(row?.lasting, made.get(id), now.toISOString());
      if (step === undefined) continue;
      if (!(await write(Observations, tenant, step, row, now))) raced = true;
      else changed ||= step.change !== undefined;
    }
  } while (raced);
  return changed;
}

/** What watches have seen of a tenant, in no particular order. */
export async function listObservations({ Observations }: Tables, tenant: string): Promise<readonly LastingObservation[]> {
  return [...(await readRows(Observations, tenant)).values()].map(({ lasting }) => lasting);
}

/** One observation of a tenant, or `undefined`. */
export async function findObservation(
  { Observations }: Tables,
  tenant: string,
  id: string,
): Promise<(LastingObservation & { readonly etag: string }) | undefined> {
  try {
    const row = await Observations.getEntity<ObservationColumns>(key(tenant), key('o', id));
    return { ...lastingIn(row), etag: row.etag };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Notes what a person did about an observation; `null` takes it back.
 *
 * @param etag of the observation as the person saw it, if it must not have changed since.
 */
export async function handleObservation(
  tables: Tables,
  tenant: string,
  id: string,
  handling: ObservationHandling | null,
  etag?: string,
): Promise<HandlingResult> {
  for (;;) {
    const known = await findObservation(tables, tenant, id);
    if (known === undefined) return 'not-found';
    if (etag !== undefined && etag !== known.etag) return 'changed-meanwhile';
    const row = { partitionKey: key(tenant), rowKey: key('o', id), handling: JSON.stringify(handling) };
    try {
      await tables.Observations.updateEntity(row, 'Merge', { etag: known.etag });
      return 'done';
    } catch (error) {
      // Looked at again: whoever named no state of it means it as it is.
      if (!isLostRace(error) && !isNotFound(error)) throw error;
    }
  }
}

function holdingIn(rows: ReadonlyMap<string, Row>): Holding {
  const held = [...rows].filter(([, { lasting }]) => lasting.endedAt === null);
  return new Map(held.map(([id, { lasting }]) => [id, lasting.observation]));
}

/** Forgets observations that ended before this. One that comes back at this moment stays. */
export async function forgetEndedObservations({ Observations }: Tables, tenant: string, before: Date): Promise<void> {
  const begin = key('o');
  const filter = odata`PartitionKey eq ${key(tenant)} and RowKey ge ${begin} and RowKey lt ${afterKey(begin)} and endedAt lt ${before.toISOString()}`;
  await deleteUnchanged(Observations, Observations.listEntities<ObservationColumns>({ queryOptions: { filter, select: [...KEYS] } }));
}

interface Row {
  readonly lasting: LastingObservation;
  readonly changes: number;
  readonly etag: string;
}

async function readRows(table: Tables['Observations'], tenant: string, watches?: readonly string[]): Promise<ReadonlyMap<string, Row>> {
  const rows = new Map<string, Row>();
  const begin = key('o');
  const ofTenant = odata`PartitionKey eq ${key(tenant)} and RowKey ge ${begin} and RowKey lt ${afterKey(begin)}`;
  const filter = watches === undefined ? ofTenant : `${ofTenant} and (${watches.map((watch) => odata`watch eq ${watch}`).join(' or ')})`;
  for await (const row of table.listEntities<ObservationColumns>({ queryOptions: { filter } })) {
    const lasting = lastingIn(row);
    rows.set(lasting.id, { lasting, changes: row.changes, etag: row.etag });
  }
  return rows;
}

function lastingIn(row: ObservationColumns): LastingObservation {
  const observation = readLongJson(row, 'observation') as Observation;
  const { openedAt, endedAt = null, reopenedAt = null, handling = 'null' } = row;
  const handled = JSON.parse(handling) as ObservationHandling | null;
  return { id: observationId(observation), observation, openedAt, endedAt, reopenedAt, handling: handled };
}

/** Takes the step, and notes in the same transaction that it is to be told. @returns whether it was taken; otherwise somebody else was faster. */
async function write(
  table: Tables['Observations'],
  tenant: string,
  { next, change }: Step,
  before: Row | undefined,
  now: Date,
): Promise<boolean> {
  const { id, observation, openedAt, endedAt, reopenedAt, handling } = next;
  const changes = (before?.changes ?? 0) + (change === undefined ? 0 : 1);
  const row: TableEntity<ObservationColumns> = {
    partitionKey: key(tenant),
    rowKey: key('o', id),
    watch: observation.watch,
    severity: observation.severity,
    openedAt,
    ...(endedAt !== null && { endedAt }),
    ...(reopenedAt !== null && { reopenedAt }),
    ...(handling !== null && { handling: JSON.stringify(handling) }),
    changes,
    ...longProperties('observation', packJson(observation)),
  };
  try {
    await table.submitTransaction([
      before === undefined ? ['create', row] : ['update', row, 'Replace', { etag: before.etag }],
      ...(change === undefined ? [] : [observationChangeRow(tenant, next, change, changes, now)]),
    ]);
    return true;
  } catch (error) {
    if (isLostRace(error) || isNotFound(error)) return false;
    throw error;
  }
}
