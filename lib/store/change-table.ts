import { createHash } from 'node:crypto';
import { odata, type TableEntity } from '@azure/data-tables';
import type { Severity } from '../diagnosis/rule.js';
import { keyPart } from './keys.js';
import { newestFirst } from './newest-first.js';
import { rowsAnAnswer, rowsIn } from './page.js';
import type { Tables } from './tables.js';
import { deleteAll, deleteUnchanged, KEYS, upsertAll } from './transactions.js';

/**
 * What has changed at the tenants: of findings, of observations, of chunks that can't be read. It is noted twice: in a log, by which anybody can ask what
 * a policy would have told, and in the outbox, until it was decided who is told.
 *
 *   Table      PartitionKey    RowKey
 *   Changes    {day}           {reversed time}|{hash of the change's id}
 *   Outbox     changes         {time from which it is decided}|{the change's id}: those of one finding stay in their order
 *
 * Both rows follow from the change alone, so a change that is noted again stands there once.
 */

/** `raised`: it has become worse, or its date has come nearer. `withdrawn`: what it was made of turned out to say something else. */
export const NOTED_CHANGES = ['opened', 'reopened', 'raised', 'recovered', 'withdrawn'] as const;
export type ChangeKind = (typeof NOTED_CHANGES)[number];

/** What changes can be of. */
export const SUBJECTS = ['finding', 'observation', 'chunk'] as const;

/** A change that people may want to be told of. */
export interface NotedChange {
  /** The same for ever, however often it is noted. */
  readonly id: string;
  readonly tenant: string;
  readonly subject: (typeof SUBJECTS)[number];
  /** The finding's, the observation's or the chunk's id. */
  readonly subjectId: string;
  /** The same for all that fails by the same cause, also at other tenants. */
  readonly incident: string;
  readonly change: ChangeKind;
  /** The rule's id, or the watch's. */
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly server: string | null;
  readonly connector: string | null;
  /** When Mailflow noticed: ISO 8601, UTC. */
  readonly at: string;
}

/** A change in the outbox. */
export interface DueChange {
  readonly change: NotedChange;
  /** The decision was left for later before. */
  readonly isPostponed: boolean;
  readonly rowKey: string;
}

/** What came longer ago is forgotten, whatever the tenant's settings say: nobody tries out a policy on the year before. */
export const MAX_LOG_DAYS = 30;

const OUTBOX = 'changes';

type ChangeColumns = Omit<NotedChange, 'server' | 'connector'> & { server?: string; connector?: string };

/** Notes changes in the log and in the outbox; of one tenant or several. */
export async function noteChanges({ Changes, Outbox }: Tables, changes: readonly NotedChange[]): Promise<void> {
  for (const day of new Set(changes.map(({ at }) => dayOf(at)))) {
    const ofDay = changes.filter(({ at }) => dayOf(at) === day);
    await upsertAll(
      Changes,
      ofDay.map((change) => ({ ...columnsOf(change), partitionKey: day, rowKey: logKey(change) })),
    );
  }
  await upsertAll(
    Outbox,
    changes.map((change) => outboxRow(change, Date.parse(change.at))),
  );
}

/** Changes of which it is time to decide who is told; those that wait longest first. */
export async function dueChanges({ Outbox }: Tables, now: Date, limit: number): Promise<readonly DueChange[]> {
  const due: DueChange[] = [];
  const range = { partitionKey: OUTBOX, from: '', before: timeWord(now.getTime() + 1) };
  for await (const row of rowsIn<ChangeColumns>(Outbox, range, rowsAnAnswer(limit, false))) {
    const isPostponed = !row.rowKey.startsWith(timeWord(Date.parse(row.at)));
    due.push({ change: changeIn(row), isPostponed, rowKey: row.rowKey });
    if (due.length === limit) break;
  }
  return due;
}

/** Takes a change out of the outbox, for it is decided. */
export async function forgetDueChange({ Outbox }: Tables, { rowKey }: DueChange): Promise<void> {
  await deleteAll(Outbox, [{ partitionKey: OUTBOX, rowKey }]);
}

/** Leaves the decision for later. */
export async function postponeChange(tables: Tables, due: DueChange, until: Date): Promise<void> {
  await tables.Outbox.upsertEntity(outboxRow(due.change, until.getTime()), 'Replace');
  await forgetDueChange(tables, due);
}

/** The changes since a moment, newest first; no more than `limit`, and from no more days than the log holds. */
export async function changesSince({ Changes }: Tables, since: Date, now: Date, limit: number): Promise<readonly NotedChange[]> {
  const changes: NotedChange[] = [];
  const before = newestFirst(since.getTime() - 1);
  for (let day = now.getTime(); dayOf(day) >= dayOf(since) && changes.length < limit; day -= DAY) {
    for await (const row of rowsIn<ChangeColumns>(Changes, { partitionKey: dayOf(day), from: '', before }, Math.min(limit, 1_000))) {
      changes.push(changeIn(row));
      if (changes.length === limit) break;
    }
  }
  return changes;
}

/** Forgets what was noted before this moment, by whole days; of one tenant or of all. */
export async function forgetChangesBefore({ Changes }: Tables, before: Date, tenant?: string): Promise<void> {
  const older = odata`PartitionKey lt ${dayOf(before)}`;
  const filter = tenant === undefined ? older : `${older} and ${odata`tenant eq ${tenant}`}`;
  await deleteUnchanged(Changes, Changes.listEntities({ queryOptions: { filter, select: [...KEYS] } }));
}

const DAY = 86_400_000;

function dayOf(time: string | number | Date): string {
  return new Date(time).toISOString().slice(0, 10);
}

function logKey({ id, at }: NotedChange): string {
  return `${newestFirst(Date.parse(at))}|${hashOf(id)}`;
}

/** A time (milliseconds since 1970) as a word that sorts as the times do. */
export function timeWord(time: number): string {
  return String(time).padStart(16, '0');
}

function outboxRow(change: NotedChange, due: number): TableEntity<ChangeColumns> {
  return { ...columnsOf(change), partitionKey: OUTBOX, rowKey: `${timeWord(due)}|${keyPart(change.id)}` };
}

/** Of an id that may hold anything: what a key can. */
export function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 24);
}

function columnsOf({ server, connector, ...change }: NotedChange): ChangeColumns {
  return { ...change, ...(server !== null && { server }), ...(connector !== null && { connector }) };
}

function changeIn(row: ChangeColumns): NotedChange {
  const { id, tenant, subject, subjectId, incident, change, rule, title, severity, server = null, connector = null, at } = row;
  return { id, tenant, subject, subjectId, incident, change, rule, title, severity, server, connector, at };
}
