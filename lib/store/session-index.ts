import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TransactionAction } from '@azure/data-tables';
import type { SessionOutline } from '../diagnosis/session-outline.js';
import type { Outcome } from '../diagnosis/outcome.js';
import type { Stage } from '../diagnosis/stage.js';
import type { Stream } from '../log/log-file.js';
import type { LogSource } from './chunk.js';
import { key } from './keys.js';
import { Look, type Row } from './look.js';
import { newestFirst } from './newest-first.js';
import { sessionIdentifier, sessionKey, type FailedSession } from './session-table.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';
import { MAX_TRANSACTION_ROWS } from './table-limits.js';

/**
 * The failed sessions of a tenant by time, and by what they can be found by, in one partition. All rows of a session are written in one transaction, and
 * the row by time names the others, so that whoever changes or removes them knows which there are.
 *
 *   RowKey
 *   t|{reversed start}|{server}|{stream}|{session}                    by time
 *   f|{finding}|{reversed start}|{server}|{stream}|{session}          by finding
 *   m|{hash of message-id}|{reversed start}|{server}|{stream}|{…}     by message
 *   d|{domain}|{reversed start}|{server}|{stream}|{session}           by domain of a sender or recipient
 */
export interface ListedSession extends SessionOutline {
  /** Under which the API gives the session whole. */
  readonly id: string;
  readonly sessionId: string;
  readonly server: string;
  readonly stream: Stream;
  readonly outcome: Outcome;
  readonly stage: Stage | null;
  readonly rule: string;
  readonly findingId: string;
}

/** A failed session as a chunk or a conclusion remembers to have said it: by its key, and by its start, which a late fragment may move. */
export interface SaidSession {
  readonly key: string;
  readonly startedAt: number;
}

/** What was said of a session. */
export function saidOf({ session, outline }: FailedSession): SaidSession {
  return { key: sessionKey(session), startedAt: outline.startedAt };
}

export type IndexColumns = {
  /** The session as the list shows it. */
  shown: string;
  /** In the row by time: the beginnings of the keys of its other rows. */
  also?: string;
};

/** How often a race is run again, and the longest pause before: whoever loses for so long has met an error, not a crowd. */
const MAX_RACES = 30;
const MAX_WAIT_MILLISECONDS = 1_000;

/** Sessions that are looked up at once. */
const SESSIONS_AT_ONCE = 200;

/** A session that is to be in the index, or (`shown` left out) to be there no more. */
interface Wanted {
  readonly place: string;
  readonly shown?: ListedSession;
}

/**
 * Makes the index of a server's stream show these failed sessions, and no more those that are gone. Repeating it changes nothing.
 *
 * @param expectNew spares the look whether they are there already: right for what has never been written, and harmless where it is wrong.
 */
export async function indexSessions(
  tables: Tables,
  source: LogSource,
  failed: readonly FailedSession[],
  gone: readonly SaidSession[],
  expectNew: boolean,
): Promise<void> {
  const wanted = new Map<string, Wanted>();
  for (const said of gone) wanted.set(placeOf(source, said), { place: placeOf(source, said) });
  for (const session of failed) {
    const place = placeOf(source, saidOf(session));
    wanted.set(place, { place, shown: listedSession(source, session) });
  }
  const all = [...wanted.values()];
  for (let start = 0; start < all.length; start += SESSIONS_AT_ONCE) {
    await write(tables.SessionIndex, key(source.tenant), all.slice(start, start + SESSIONS_AT_ONCE), expectNew);
  }
}

/** Where a session stands in each list: by its start, the newest first; of equal ones by its names. */
function placeOf({ server, stream }: LogSource, { key: session, startedAt }: SaidSession): string {
  return `${newestFirst(startedAt)}|${key(server, stream)}|${session}`;
}

function listedSession(source: LogSource, { session, outline, outcome, stage, rule, findingId }: FailedSession): ListedSession {
  const { server, stream } = source;
  return {
    id: sessionIdentifier(source, session),
    sessionId: session.sessionId.slice(0, MAX_ID_CHARACTERS),
    ...{ server, stream, outcome, rule, findingId },
    stage: stage ?? null,
    ...outline,
  };
}

/** Exchange's ids have 16 digits. */
const MAX_ID_CHARACTERS = 64;

function timeKey(place: string): string {
  return `${TIME_BEGIN}|${place}`;
}

async function write(table: Tables['SessionIndex'], partitionKey: string, wanted: readonly Wanted[], expectNew: boolean): Promise<void> {
  let left = wanted;
  for (let attempt = 0; left.length > 0; attempt += 1) {
    // Those who lost a race wait a little, each another time, or they would race again.
    if (attempt > 0) await sleep(Math.random() * Math.min(MAX_WAIT_MILLISECONDS, 20 * 2 ** attempt));
    const isNew = expectNew && attempt === 0;
    const before = isNew ? new Map<string, Row>() : await new Look(table, partitionKey).several(left.map(({ place }) => timeKey(place)));
    const changes = left.map((one) => ({ one, actions: actionsFor(partitionKey, one, before.get(timeKey(one.place))) }));
    const lost: Wanted[] = [];
    for (const batch of batchesOf(changes)) {
      try {
        await table.submitTransaction(batch.flatMap(({ actions }) => actions));
      } catch (error) {
        // A row that vanished meanwhile (404) is a lost race like any other.
        if ((!isLostRace(error) && !isNotFound(error)) || attempt === MAX_RACES) throw error;
        lost.push(...batch.map(({ one }) => one));
      }
    }
    left = lost;
  }
}

interface Change {
  readonly one: Wanted;
  readonly actions: readonly TransactionAction[];
}

/** Changes that fit into one transaction each; those that change nothing are left out. A session's rows stay together. */
function batchesOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const batches: Change[][] = [];
  let rows = Infinity;
  for (const change of changes.filter(({ actions }) => actions.length > 0)) {
    if (rows + change.actions.length > MAX_TRANSACTION_ROWS) {
      batches.push([]);
      rows = 0;
    }
    batches.at(-1)?.push(change);
    rows += change.actions.length;
  }
  return batches;
}

/** The row by time changes with every change of the session, so of two who change it at once, one loses the race and looks again. */
function actionsFor(partitionKey: string, { place, shown }: Wanted, row: Row | undefined): readonly TransactionAction[] {
  const before = row as IndexColumns | undefined;
  const json = shown === undefined ? undefined : JSON.stringify(shown);
  if (before?.shown === json) return [];
  const also = shown === undefined ? [] : beginningsFor(shown);
  const earlier = before?.also === undefined ? [] : (JSON.parse(before.also) as string[]);
  const rowAt = (begin: string) => ({ partitionKey, rowKey: `${begin}|${place}` });
  const actions: TransactionAction[] = earlier.filter((begin) => !also.includes(begin)).map((begin) => ['delete', rowAt(begin)]);
  if (json === undefined) return [...actions, ['delete', rowAt(TIME_BEGIN)]];
  const entity = { ...rowAt(TIME_BEGIN), shown: json, also: JSON.stringify(also) };
  actions.push(row === undefined ? ['create', entity] : ['update', entity, 'Replace', { etag: String(row.etag) }]);
  return [...actions, ...also.map((begin): TransactionAction => ['upsert', { ...rowAt(begin), shown: json }, 'Replace'])];
}

function beginningsFor({ findingId, messageIds, senderDomains, recipientDomains }: ListedSession): readonly string[] {
  const domains = new Set([...senderDomains, ...recipientDomains]);
  return [findingBegin(findingId), ...messageIds.map(messageBegin), ...[...domains].map(domainBegin)];
}

/** The beginnings of the keys under which sessions are found; a place follows. */
export const TIME_BEGIN = 't';

export function findingBegin(findingId: string): string {
  return key('f', findingId);
}
export function messageBegin(messageId: string): string {
  return key('m', createHash('sha256').update(messageId).digest('hex').slice(0, 16));
}
export function domainBegin(domain: string): string {
  return key('d', domain);
}
