import { isDeepStrictEqual } from 'node:util';
import { odata } from '@azure/data-tables';
import { addTallies, findingFrom, withoutTally, type Finding, type Tally } from '../diagnosis/finding.js';
import { handlingAfterReopening, isBelied, type Condition, type FindingChange, type Handling } from '../diagnosis/finding-state.js';
import { changeRow } from './finding-change-table.js';
import { countedColumns, findingIdIn, findingKey, handlingIn, headOf, listActions, listKey, shownFinding } from './finding-row.js';
import type { FindingColumns, FindingHead } from './finding-row.js';
import { fleetFinding, type FleetFinding } from './fleet-findings.js';
import { fold, isEmptied, type Folding, type Row, type SumChange } from './fold.js';
import { afterKey, key } from './keys.js';
import { longProperties, packJson, readLongJson } from './long-bytes.js';
import { Look } from './look.js';
import { isNotFound, type Tables } from './tables.js';

/**
 * Findings of a tenant, in one partition. A finding's numbers are a sum over parts; each part is owned by one chunk (its whole sessions) or by
 * one crossing session. A part and the sum are written in one transaction ({@link fold}), so nothing counts twice.
 *
 *   RowKey
 *   f|{findingId}            the finding: the sum of its parts, its condition, and what a person did about it
 *   l|{condition}|{severity}|{reversed lastSeen}|{findingId}    what a list shows of it (./finding-list.ts)
 *   p|{findingId}|{owner}    one part
 *   e|{findingId}|{n}        a change of the condition that is still to be told
 */

/** Who owns a part: a chunk, or a crossing session. */
export type PartOwner = { readonly chunk: string } | { readonly session: string };

/** What an owner says of a finding; `undefined` takes back what it said. */
export interface FindingPart {
  readonly findingId: string;
  readonly owner: PartOwner;
  readonly tally: Tally | undefined;
}

/** A finding of a tenant, as the tables give it. */
export interface StoredFinding extends FindingHead {
  readonly tenant: string;
  readonly finding: Finding;
  readonly handling: Handling | null;
  /** When Mailflow noticed the last change of the condition. ISO 8601, UTC. */
  readonly changedAt: string;
  readonly etag: string;
}

export type { FindingHead } from './finding-row.js';

/** What writing parts of findings has come to. */
export interface FindingNews {
  /** A finding may have changed its condition. */
  readonly changed: boolean;
  /** In these conditions, what the fleet shows of findings may have changed. */
  readonly shownOtherwise: ReadonlySet<Condition>;
}

/** Makes the parts what these say, and the findings with them. */
export async function saveFindingParts(
  { Findings }: Tables,
  tenant: string,
  parts: readonly FindingPart[],
  now: Date,
  expectNew = false,
): Promise<FindingNews> {
  const folding = foldingAt(tenant, now);
  const changes = new Map<string, SumChange<Tally> & { parts: Map<string, Tally | undefined> }>();
  for (const { findingId, owner, tally } of parts) {
    const begin = key('p', findingId);
    const change = changes.get(findingId) ?? {
      sumKey: findingKey(findingId),
      partsBegin: begin,
      partsEnd: afterKey(begin),
      parts: new Map<string, Tally | undefined>(),
    };
    change.parts.set(`${begin}|${ownerKey(owner)}`, tally);
    changes.set(findingId, change);
  }
  await fold(Findings, key(tenant), folding, [...changes.values()], expectNew);
  return folding.news;
}

/** The news count also what was nearly written: somebody has to look whether there is something to tell. */
function foldingAt(tenant: string, now: Date): Folding<Tally> & { readonly news: FindingNews } {
  const news = { changed: false, shownOtherwise: new Set<Condition>() };
  return {
    news,
    read: (row) => readLongJson(row, 'tally') as Tally,
    part: (tally) => longProperties('tally', packJson(tally)),
    sum: (tally, before) => {
      const rows = sumRows(tenant, tally, before, now);
      news.changed ||= rows.change !== undefined;
      for (const condition of rows.shownOtherwise) news.shownOtherwise.add(condition);
      return rows;
    },
    emptied: (before) => {
      news.changed = true;
      news.shownOtherwise.add((before as FindingColumns).condition);
      return {
        // The number goes on, so that the next change has an id of its own.
        columns: { changes: (before as FindingColumns).changes + 1 },
        alongside: [changeRow(tenant, before, 'withdrawn', now), ...listActions(key(tenant), before, undefined)],
      };
    },
    add: addTallies,
    without: withoutTally,
    isEmpty: ({ sessions }) => sessions === 0,
  };
}

function sumRows(tenant: string, tally: Tally, before: Row | undefined, now: Date) {
  const known = before === undefined || isEmptied(before) ? undefined : (before as FindingColumns);
  const finding = findingFrom(tally);
  const change = changeBy(known, finding.lastSeen);
  // A word that was belied stays: what belied it may be taken back.
  const isAnew = change === 'reopened' && known?.condition === 'recovered';
  const handling = isAnew ? handlingAfterReopening(handlingIn(known)) : handlingIn(known);
  const unlisted = {
    ...countedColumns(finding),
    condition: change === undefined && known !== undefined ? known.condition : ('failing' as const),
    changedAt: change === undefined && known !== undefined ? known.changedAt : now.toISOString(),
    changes: ((before as Partial<FindingColumns> | undefined)?.changes ?? 0) + (change === undefined ? 0 : 1),
    ...(handling !== null && { handling: JSON.stringify(handling) }),
  };
  const columns: FindingColumns = { ...unlisted, listed: listKey(finding.id, unlisted) };
  const alongside = listActions(key(tenant), known, columns);
  if (change !== undefined) alongside.push(changeRow(tenant, { ...columns, rowKey: findingKey(finding.id) }, change, now));
  return {
    columns: { ...columns, ...longProperties('tally', packJson(tally)) },
    alongside,
    change,
    shownOtherwise: isShownAlike(finding.id, known, columns) ? [] : [known?.condition ?? columns.condition, columns.condition],
  };
}

function isShownAlike(findingId: string, known: FindingColumns | undefined, columns: FindingColumns): boolean {
  return known?.condition === columns.condition && isDeepStrictEqual(shownIn(findingId, known), shownIn(findingId, columns));
}

/** All but what the newest failure says, which is another one with each chunk while nothing else happens: the fleet gets to know that by the hour. */
function shownIn(findingId: string, columns: FindingColumns): Omit<FleetFinding, 'lastSeenHour' | 'remote'> {
  const { lastSeenHour, remote, ...shown } = fleetFinding(shownFinding(findingId, columns));
  return shown;
}

/**
 * What the parts that came change. Only a failure that is newer than the last one belies a recovery, and only one that is newer than a person's word that
 * it is mended belies that.
 */
function changeBy(known: FindingColumns | undefined, lastSeen: string): FindingChange | undefined {
  if (known === undefined) return 'opened';
  if (known.condition === 'recovered') return lastSeen > known.lastSeen ? 'reopened' : undefined;
  const handling = handlingIn(known);
  return isBelied(handling, lastSeen) && !isBelied(handling, known.lastSeen) ? 'reopened' : undefined;
}

/** One finding of a tenant, or `undefined`. */
export async function findFinding({ Findings }: Tables, tenant: string, findingId: string): Promise<StoredFinding | undefined> {
  try {
    const row = await Findings.getEntity<FindingColumns>(key(tenant), findingKey(findingId));
    return isEmptied(row) ? undefined : storedFinding(tenant, row);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** These findings of a tenant, in this order; what is not there, or no more, is left out. */
export async function findFindings({ Findings }: Tables, tenant: string, findingIds: readonly string[]): Promise<readonly StoredFinding[]> {
  const rows = await new Look(Findings, key(tenant)).several(findingIds.map(findingKey));
  return findingIds.flatMap((findingId) => {
    const row = rows.get(findingKey(findingId));
    return row === undefined || isEmptied(row) ? [] : [storedFinding(tenant, row as FindingRow)];
  });
}

/** All findings of a tenant. Their number is that of distinct failures, not of sessions, so it fits in memory. */
export async function listFindings(tables: Tables, tenant: string): Promise<StoredFinding[]> {
  const findings: StoredFinding[] = [];
  for await (const row of findingRows(tables, tenant)) if (!isEmptied(row)) findings.push(storedFinding(tenant, row));
  return findings;
}

/** All findings of a tenant, without their texts and evidence: one look of ingestion. */
export async function listFindingHeads(tables: Tables, tenant: string): Promise<FindingHead[]> {
  const heads: FindingHead[] = [];
  const select = ['RowKey', 'rule', 'server', 'stream', 'connector', 'host', 'lastSeen', 'condition', 'emptied'];
  for await (const row of findingRows(tables, tenant, select)) if (!isEmptied(row)) heads.push(headOf(findingIdIn(row.rowKey ?? ''), row));
  return heads;
}

type FindingRow = FindingColumns & { rowKey?: string; etag?: string };

function findingRows({ Findings }: Tables, tenant: string, select?: string[]): AsyncIterable<FindingRow> {
  const begin = key('f');
  const filter = odata`PartitionKey eq ${key(tenant)} and RowKey ge ${begin} and RowKey lt ${afterKey(begin)}`;
  return Findings.listEntities<FindingColumns>({ queryOptions: { filter, ...(select !== undefined && { select }) } });
}

function storedFinding(tenant: string, row: FindingRow): StoredFinding {
  const finding = findingFrom(readLongJson(row, 'tally') as Tally);
  return { ...headOf(finding.id, row), tenant, finding, handling: handlingIn(row), changedAt: row.changedAt, etag: row.etag ?? '' };
}

function ownerKey(owner: PartOwner): string {
  return 'chunk' in owner ? key('c', owner.chunk) : key('s', owner.session);
}
