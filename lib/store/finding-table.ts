import { odata, type TransactionAction } from '@azure/data-tables';
import { addTallies, findingFrom, withoutTally, type Finding, type Tally } from '../diagnosis/finding.js';
import { handlingAfterReopening, type Condition, type FindingChange, type Handling } from '../diagnosis/finding-state.js';
import type { Severity } from '../diagnosis/rule.js';
import { parseEndpoint } from '../diagnosis/facts/endpoint.js';
import type { Stream } from '../log/log-file.js';
import { remoteHost } from '../microsoft365/remote-host.js';
import { changeRow, findingIdIn } from './finding-change-table.js';
import { fold, isEmptied, type Folding, type Row, type SumChange } from './fold.js';
import { afterKey, key } from './keys.js';
import { longProperties, packJson, readLongJson } from './long-bytes.js';
import { streamOfIdentifier } from './session-table.js';
import { isNotFound, type Tables } from './tables.js';

/**
 * Findings of a tenant, in one partition. A finding's numbers are a sum over parts; each part is owned by one chunk (its whole sessions) or by
 * one crossing session. A part and the sum are written in one transaction ({@link fold}), so nothing counts twice.
 *
 *   RowKey
 *   f|{findingId}            the finding: the sum of its parts, its condition, and what a person did about it
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

/** What ingestion has to know of a finding without reading it whole. */
export interface FindingHead {
  readonly findingId: string;
  readonly server: string | null;
  readonly stream: Stream | undefined;
  readonly connector: string;
  readonly host: string;
  readonly rule: string;
  readonly lastSeen: string;
  readonly condition: Condition;
}

export type FindingColumns = {
  rule: string;
  title: string;
  severity: Severity;
  server?: string;
  connector: string;
  stream?: Stream;
  host: string;
  lastSeen: string;
  condition: Condition;
  changedAt: string;
  /** How often the condition has changed. */
  changes: number;
  handling?: string;
};

/** Makes the parts what these say, and the findings with them. @returns whether a finding may have changed its condition. */
export async function saveFindingParts(
  { Findings }: Tables,
  tenant: string,
  parts: readonly FindingPart[],
  now: Date,
  expectNew = false,
): Promise<{ readonly changed: boolean }> {
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
  return { changed: folding.changed };
}

/** `changed` says whether a condition was changed on the way, or nearly: somebody has to look whether there is something to tell. */
function foldingAt(tenant: string, now: Date): Folding<Tally> & { readonly changed: boolean } {
  let changed = false;
  return {
    get changed() {
      return changed;
    },
    read: (row) => readLongJson(row, 'tally') as Tally,
    part: (tally) => longProperties('tally', packJson(tally)),
    sum: (tally, before) => {
      const rows = sumRows(tenant, tally, before, now);
      changed ||= rows.alongside.length > 0;
      return rows;
    },
    emptied: (before) => {
      changed = true;
      return {
        // The number goes on, so that the next change has an id of its own.
        columns: { changes: (before as FindingColumns).changes + 1 },
        alongside: [changeRow(tenant, before, 'withdrawn', now)],
      };
    },
    add: addTallies,
    without: withoutTally,
    isEmpty: ({ sessions }) => sessions === 0,
  };
}

function sumRows(tenant: string, tally: Tally, before: Row | undefined, now: Date) {
  const known = before === undefined || isEmptied(before) ? undefined : (before as FindingColumns);
  const { id, rule, title, severity, server, connector, remote, lastSeen, samples } = findingFrom(tally);
  const change = changeBy(known, lastSeen);
  const stream = samples[0]?.session === undefined ? undefined : streamOfIdentifier(samples[0].session);
  const handling = change === 'reopened' ? handlingAfterReopening(handlingIn(known)) : handlingIn(known);
  const columns: FindingColumns = {
    rule,
    title,
    severity,
    ...(server !== null && { server }),
    connector,
    ...(stream !== undefined && { stream }),
    host: remoteHost(parseEndpoint(remote ?? '')?.address ?? ''),
    lastSeen,
    condition: change === undefined && known !== undefined ? known.condition : 'failing',
    changedAt: change === undefined && known !== undefined ? known.changedAt : now.toISOString(),
    changes: ((before as Partial<FindingColumns> | undefined)?.changes ?? 0) + (change === undefined ? 0 : 1),
    ...(handling !== null && { handling: JSON.stringify(handling) }),
  };
  const alongside: TransactionAction[] =
    change === undefined ? [] : [changeRow(tenant, { ...columns, rowKey: findingKey(id) }, change, now)];
  return { columns: { ...columns, ...longProperties('tally', packJson(tally)) }, alongside };
}

/** What the parts that came change of the condition. Only a failure that is newer than the last one belies a recovery. */
function changeBy(known: FindingColumns | undefined, lastSeen: string): FindingChange | undefined {
  if (known === undefined) return 'opened';
  return known.condition === 'recovered' && lastSeen > known.lastSeen ? 'reopened' : undefined;
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
  for await (const row of findingRows(tables, tenant, select)) if (!isEmptied(row)) heads.push(headOf(row));
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
  return { ...headOf(row), tenant, finding, handling: handlingIn(row), changedAt: row.changedAt, etag: row.etag ?? '' };
}

function headOf({ rowKey = '', server, stream, connector, host, rule, lastSeen, condition }: FindingRow): FindingHead {
  return { findingId: findingIdIn(rowKey), server: server ?? null, stream, connector, host, rule, lastSeen, condition };
}

/** What a person did about the finding, as its row says. */
export function handlingIn(row: Partial<FindingColumns> | undefined): Handling | null {
  return row?.handling === undefined ? null : (JSON.parse(row.handling) as Handling);
}

/** The row of a finding. */
export function findingKey(findingId: string): string {
  return key('f', findingId);
}

function ownerKey(owner: PartOwner): string {
  return 'chunk' in owner ? key('c', owner.chunk) : key('s', owner.session);
}
