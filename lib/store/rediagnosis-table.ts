import { odata } from '@azure/data-tables';
import { forgetRows } from './forget-rows.js';
import { key } from './keys.js';
import { longProperties, packJson, readLongJson } from './long-bytes.js';
import { newestFirst } from './newest-first.js';
import { NO_PROGRESS, type RediagnosisProgress } from './rediagnosis-progress.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';
import { createMissing, deleteAll } from './transactions.js';

/**
 * Re-diagnoses: what was asked for, and how far each has come; and, beside them, which are open, so that whoever goes on with them finds these without
 * walking through all that ever were. One is listed as open first, with all that was asked for, and taken off after it has ended: who finds it listed
 * and not there, since the requester died in between, takes it on in the requester's place.
 *
 *   Table              PartitionKey    RowKey
 *   Rediagnoses        {tenant}        {id}             a re-diagnosis; the newest of a tenant has the least id
 *   OpenRediagnoses    open            {tenant}|{id}    that it is open, and what was asked for
 */
export const OPEN_REDIAGNOSES = 'open';

/** `cancelled` by a person: what was read till then stays as it was read. */
export const REDIAGNOSIS_STATUSES = ['waiting', 'running', 'done', 'cancelled'] as const;
export type RediagnosisStatus = (typeof REDIAGNOSIS_STATUSES)[number];

/** Which logs of a tenant are to be read again. */
export interface RediagnosisRange {
  readonly tenant: string;
  /** Chunks with records from here on, to before {@link until}. */
  readonly since: Date;
  readonly until: Date;
  /** One server; otherwise all. */
  readonly server: string | undefined;
}

export interface Rediagnosis extends RediagnosisRange {
  readonly id: string;
  readonly status: RediagnosisStatus;
  readonly requestedAt: Date;
  readonly startedAt: Date | undefined;
  readonly finishedAt: Date | undefined;
  readonly progress: RediagnosisProgress;
}

/** A re-diagnosis that nobody else goes on with, as long as the lease lasts and its row is as it was read or written last. */
export interface LeasedRediagnosis extends Rediagnosis {
  readonly etag: string;
  /** How often a run has begun since it came on by a chunk, this one included: where it is many times, the next chunk ends them all. */
  readonly attempts: number;
}

/** Re-diagnoses of one tenant that may be open at once. */
export const MAX_OPEN_REDIAGNOSES = 5;

/** Longer than any chunk takes: a process that died leaves its re-diagnosis to others after that. */
const LEASE_MILLISECONDS = 5 * 60_000;

type RequestColumns = {
  tenant: string;
  server?: string;
  since: string;
  until: string;
  requestedAt: string;
};
type RediagnosisColumns = RequestColumns & {
  status: RediagnosisStatus;
  startedAt?: string;
  finishedAt?: string;
  leasedUntil?: string;
  attempts?: number;
};
type OpenColumns = RequestColumns & { id: string };
type RediagnosisRow = RediagnosisColumns & { readonly rowKey?: string; readonly etag?: string };

/**
 * Notes that somebody wants these logs read again. @returns `undefined` when the tenant has too many open already.
 *
 * @param suffix told apart by it from others of the same millisecond
 */
export async function requestRediagnosis(
  tables: Tables,
  range: RediagnosisRange,
  now: Date,
  suffix: string,
): Promise<Rediagnosis | undefined> {
  const { tenant, since, until, server } = range;
  const open = (await openRediagnoses(tables)).filter((named) => named.tenant === tenant);
  if (open.length >= MAX_OPEN_REDIAGNOSES) return undefined;
  const id = `${newestFirst(now.getTime())}-${suffix}`;
  const columns: RequestColumns = {
    ...{ tenant, since: since.toISOString(), until: until.toISOString(), requestedAt: now.toISOString() },
    ...(server !== undefined && { server }),
  };
  const listed: OpenRediagnosis = { id, ...columns };
  await tables.OpenRediagnoses.createEntity({ ...openAddressOf(listed), ...listed });
  await takeOn(tables, listed);
  return { ...range, id, status: 'waiting', requestedAt: now, startedAt: undefined, finishedAt: undefined, progress: NO_PROGRESS };
}

type Named = Pick<Rediagnosis, 'tenant' | 'id'>;

/** A re-diagnosis as it is listed while it is open. */
export type OpenRediagnosis = Readonly<OpenColumns>;

/** Re-diagnoses that are not at their end, by tenant. */
export async function openRediagnoses({ OpenRediagnoses }: Tables): Promise<readonly OpenRediagnosis[]> {
  const filter = odata`PartitionKey eq ${OPEN_REDIAGNOSES}`;
  const open: OpenRediagnosis[] = [];
  for await (const { id, tenant, server, since, until, requestedAt } of OpenRediagnoses.listEntities<OpenColumns>({
    queryOptions: { filter },
  }))
    open.push({ id, tenant, since, until, requestedAt, ...(server !== undefined && { server }) });
  return open;
}

/** What is listed is there, if it was not: nothing is done to one that somebody goes on with, or has ended. */
async function takeOn({ Rediagnoses }: Tables, { id, ...request }: OpenRediagnosis): Promise<void> {
  const columns: RediagnosisColumns = { ...request, status: 'waiting' };
  await createMissing(Rediagnoses, [{ ...addressOf({ tenant: request.tenant, id }), ...columns, ...progressColumns(NO_PROGRESS) }]);
}

/** The re-diagnoses of a tenant, the newest first; `after` is the id of the last one of the page before. */
export async function listRediagnoses(
  { Rediagnoses }: Tables,
  tenant: string,
  { after = '', limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<readonly Rediagnosis[]> {
  const filter = odata`PartitionKey eq ${key(tenant)} and RowKey gt ${after}`;
  const found: Rediagnosis[] = [];
  for await (const row of Rediagnoses.listEntities<RediagnosisColumns>({ queryOptions: { filter } })) {
    found.push(rediagnosisIn(row));
    if (found.length === limit) break;
  }
  return found;
}

/** One re-diagnosis of a tenant, or `undefined`. */
export async function findRediagnosis(tables: Tables, named: Named): Promise<Rediagnosis | undefined> {
  const row = await rowAt(tables, named);
  return row && rediagnosisIn(row);
}

/** Takes a re-diagnosis to go on with it; `undefined` when somebody else does, or nothing is left to do. */
export async function leaseRediagnosis(tables: Tables, named: OpenRediagnosis, now: Date): Promise<LeasedRediagnosis | undefined> {
  let row = await rowAt(tables, named);
  if (row === undefined) {
    await takeOn(tables, named);
    row = await rowAt(tables, named);
  }
  // Whoever ended it has crashed before it was off the list.
  if (row !== undefined && isAtItsEnd(row.status)) await deleteAll(tables.OpenRediagnoses, [openAddressOf(named)]);
  if (row === undefined || isAtItsEnd(row.status) || (row.leasedUntil ?? '') > now.toISOString()) return undefined;
  const attempts = (row.attempts ?? 0) + 1;
  const { startedAt = now.toISOString() } = row;
  const columns = { status: 'running', startedAt, attempts, ...leaseFrom(now) } as const;
  const etag = await merge(tables, named, columns, row.etag);
  return etag === undefined ? undefined : { ...rediagnosisIn({ ...row, ...columns }), etag, attempts };
}

/** Notes how far it has come. @returns `undefined` when it is no longer ours: cancelled, or taken by another after our lease. */
export async function saveProgress(
  tables: Tables,
  leased: LeasedRediagnosis,
  progress: RediagnosisProgress,
  now: Date,
): Promise<LeasedRediagnosis | undefined> {
  const columns = { attempts: 0, ...leaseFrom(now), ...progressColumns(progress) };
  const etag = await merge(tables, leased, columns, leased.etag);
  return etag === undefined ? undefined : { ...leased, progress, etag, attempts: 0 };
}

/**
 * Leaves it to whoever comes next, at once.
 *
 * @param hasFailed the run ended by a failure: whoever comes next sees that it came no further.
 */
export async function releaseRediagnosis(
  tables: Tables,
  leased: LeasedRediagnosis,
  progress: RediagnosisProgress,
  hasFailed: boolean,
): Promise<void> {
  const columns = { leasedUntil: '', attempts: hasFailed ? leased.attempts : 0, ...progressColumns(progress) };
  await merge(tables, leased, columns, leased.etag);
}

/** It is at its end. Nothing happens when it is no longer ours. */
export async function finishRediagnosis(
  tables: Tables,
  leased: LeasedRediagnosis,
  progress: RediagnosisProgress,
  now: Date,
): Promise<void> {
  await end(tables, leased, { status: 'done', finishedAt: now.toISOString(), ...progressColumns(progress) }, leased.etag);
}

/** Ends it before its time, whoever goes on with it. @returns it as it stands then; `undefined` when there is none. */
export async function cancelRediagnosis(tables: Tables, named: Named, now: Date): Promise<Rediagnosis | undefined> {
  for (;;) {
    const row = await rowAt(tables, named);
    if (row === undefined) return undefined;
    if (isAtItsEnd(row.status)) return rediagnosisIn(row);
    const columns = { status: 'cancelled', finishedAt: now.toISOString() } as const;
    if (await end(tables, named, columns, row.etag)) return rediagnosisIn({ ...row, ...columns });
  }
}

/** Forgets what of a tenant came to its end before that moment; some of it at a time. */
export function forgetEndedRediagnoses({ Rediagnoses }: Tables, tenant: string, before: Date): Promise<void> {
  const isOver = ({ finishedAt }: RediagnosisColumns) => finishedAt !== undefined && finishedAt < before.toISOString();
  return forgetRows<RediagnosisColumns>(
    Rediagnoses,
    { partitionKey: key(tenant), from: '', before: '~' },
    { columns: ['finishedAt'], isOver },
  );
}

async function end(tables: Tables, named: Named, columns: object, etag: string | undefined): Promise<boolean> {
  if ((await merge(tables, named, { ...columns, leasedUntil: '' }, etag)) === undefined) return false;
  await deleteAll(tables.OpenRediagnoses, [openAddressOf(named)]);
  return true;
}

/** @returns the row's etag; `undefined` when somebody else has changed it meanwhile. */
async function merge({ Rediagnoses }: Tables, named: Named, columns: object, etag = ''): Promise<string | undefined> {
  try {
    return (await Rediagnoses.updateEntity({ ...addressOf(named), ...columns }, 'Merge', { etag })).etag;
  } catch (error) {
    if (isLostRace(error) || isNotFound(error)) return undefined;
    throw error;
  }
}

async function rowAt({ Rediagnoses }: Tables, named: Named): Promise<RediagnosisRow | undefined> {
  if (!ID.test(named.id)) return undefined;
  const { partitionKey, rowKey } = addressOf(named);
  try {
    return await Rediagnoses.getEntity<RediagnosisColumns>(partitionKey, rowKey);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function isAtItsEnd(status: RediagnosisStatus): boolean {
  return status === 'done' || status === 'cancelled';
}

function leaseFrom(now: Date): { readonly leasedUntil: string } {
  return { leasedUntil: new Date(now.getTime() + LEASE_MILLISECONDS).toISOString() };
}

function progressColumns(progress: RediagnosisProgress): Record<string, unknown> {
  return longProperties('progress', packJson(progress));
}

function rediagnosisIn(row: RediagnosisRow): Rediagnosis {
  const { tenant, server, since, until, status, requestedAt, startedAt, finishedAt, rowKey = '' } = row;
  return {
    ...{ tenant, server, status, id: rowKey },
    since: new Date(since),
    until: new Date(until),
    requestedAt: new Date(requestedAt),
    startedAt: startedAt === undefined ? undefined : new Date(startedAt),
    finishedAt: finishedAt === undefined ? undefined : new Date(finishedAt),
    progress: readLongJson(row, 'progress') as RediagnosisProgress,
  };
}

/** The moment of the request, so that the newest comes first, and some digits. */
const ID = /^\d{16}-[0-9a-f]{1,16}$/;

function addressOf({ tenant, id }: Named): { readonly partitionKey: string; readonly rowKey: string } {
  return { partitionKey: key(tenant), rowKey: id };
}

function openAddressOf({ tenant, id }: Named): { readonly partitionKey: string; readonly rowKey: string } {
  return { partitionKey: OPEN_REDIAGNOSES, rowKey: key(tenant, id) };
}
