import { CONDITIONS, stateOf, type Condition, type FindingState } from '../diagnosis/finding-state.js';
import { SEVERITIES, type Severity } from '../diagnosis/rule.js';
import { listedFinding, listGroupKey, type ListColumns, type ListedFinding } from './finding-row.js';
import { afterKey, key } from './keys.js';
import { newestFirst } from './newest-first.js';
import { fillPage, pageIn, rowsAnAnswer, rowsIn, type Page } from './page.js';
import type { Tables } from './tables.js';

/** Which findings are asked for; what is left out does not matter. Times are milliseconds since 1970. */
export interface FindingFilter {
  readonly states?: readonly FindingState[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly rule?: string | undefined;
  readonly server?: string | undefined;
  readonly connector?: string | undefined;
  readonly incident?: string | undefined;
  /** A session failed so at this time or later. */
  readonly since?: number | undefined;
  /** A session failed so before this time. */
  readonly until?: number | undefined;
  /** Stands in the finding's title, its sentence, its server, connector or remote host, its certificate, or its key fact. */
  readonly text?: string | undefined;
}

/** `worst`: what fails comes first, the worst of it first, the newest of that. `newest`: the finding that failed last comes first. */
export const FINDING_ORDERS = ['worst', 'newest'] as const;
export type FindingOrder = (typeof FINDING_ORDERS)[number];

/** What of a finding decides whether it is asked for. */
type Searched = Pick<ListedFinding, 'severity' | 'rule' | 'server' | 'connector' | 'incident' | 'firstSeen'>;

/** How to find out what only some filters look at: of thousands of findings it is not worth to have it ready. */
export interface SearchedInside<Finding> {
  readonly lastSeenOf: (finding: Finding) => string;
  /** In small letters, all that a search by text looks at. */
  readonly wordsOf: (finding: Finding) => string;
}

const LISTED: SearchedInside<ListedFinding> = { lastSeenOf: ({ lastSeen }) => lastSeen, wordsOf: ({ words }) => words };

/** Whether a finding that stands so is among those that are asked for. */
export function isAskedFor<Finding extends Searched>(
  finding: Finding,
  state: FindingState,
  filter: FindingFilter,
  { lastSeenOf, wordsOf }: SearchedInside<Finding>,
): boolean {
  const { states, severities, rule, server, connector, incident, since, until, text } = filter;
  return (
    (states === undefined || states.includes(state)) &&
    (severities === undefined || severities.includes(finding.severity)) &&
    (rule === undefined || finding.rule === rule) &&
    (server === undefined || finding.server?.toLowerCase() === server.toLowerCase()) &&
    (connector === undefined || finding.connector === connector) &&
    (incident === undefined || finding.incident === incident) &&
    (since === undefined || Date.parse(lastSeenOf(finding)) >= since) &&
    (until === undefined || Date.parse(finding.firstSeen) < until) &&
    (text === undefined || wordsOf(finding).includes(text.toLowerCase()))
  );
}

/** A page of a tenant's findings. `after` is where the page before ended; whatever it says, the page is of this tenant's findings. */
export async function pageOfFindings(
  tables: Tables,
  tenant: string,
  { order, after, limit, now, ...filter }: FindingFilter & FindingsWanted,
): Promise<Page<ListedFinding>> {
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const lists = rangesOf(filter, order).map((range) =>
    rowsIn<ListColumns>(
      tables.Findings,
      { partitionKey: key(tenant), ...range, after: order === 'worst' ? after : afterInGroup(range, after) },
      rowsAnAnswer(limit, isFiltered),
    ),
  );
  return fillPage(order === 'worst' ? oneAfterTheOther(lists) : newestOfAll(lists), {
    limit,
    keyOf: ({ rowKey }) => rowKey,
    itemOf: (row) => {
      const finding = listedFinding(row);
      const state = stateOf(finding.condition, finding.handling, finding.lastSeen, now);
      return isAskedFor(finding, state, filter, LISTED) ? finding : undefined;
    },
  });
}

export interface FindingsWanted {
  readonly order: FindingOrder;
  readonly after?: string | undefined;
  readonly limit: number;
  readonly now: Date;
}

/** The findings of a tenant that fail, or that have recovered, the worst first; no more than `limit`. */
export async function worstFindings(
  { Findings }: Tables,
  tenant: string,
  condition: Condition,
  limit: number,
): Promise<Page<ListedFinding>> {
  const [from, before] = [listGroupKey(condition, 'blocker'), afterKey(listGroupKey(condition, 'info'))];
  return pageIn<ListColumns, ListedFinding>(
    Findings,
    { partitionKey: key(tenant), from, before },
    { limit, isFiltered: false, itemOf: listedFinding },
  );
}

interface KeyRange {
  readonly from: string;
  readonly before: string;
}

/** The ranges of the list that hold what is asked for, in the order of the list. Neighbours that are wanted whole are one range: one query. */
function rangesOf({ states, severities, since }: FindingFilter, order: FindingOrder): readonly KeyRange[] {
  const ranges: KeyRange[] = [];
  let isNeighbour = false;
  for (const condition of CONDITIONS) {
    for (const severity of SEVERITIES) {
      const isWanted =
        (states ?? [...STATES_OF[condition]]).some((state) => STATES_OF[condition].has(state)) &&
        (severities ?? SEVERITIES).includes(severity);
      if (isWanted) {
        const group = listGroupKey(condition, severity);
        const before = afterKey(since === undefined ? group : `${group}|${newestFirst(since)}`);
        const last = ranges.at(-1);
        if (isNeighbour && last !== undefined && since === undefined && order === 'worst')
          ranges.splice(-1, 1, { from: last.from, before });
        else ranges.push({ from: `${group}|`, before });
      }
      isNeighbour = isWanted;
    }
  }
  return ranges;
}

const STATES_OF: Readonly<Record<Condition, ReadonlySet<FindingState>>> = {
  failing: new Set(['open', 'acknowledged', 'muted', 'resolved']),
  recovered: new Set(['recovered']),
};

async function* oneAfterTheOther<Row>(lists: readonly AsyncIterable<Row>[]): AsyncGenerator<Row> {
  for (const rows of lists) yield* rows;
}

/** Lists that each begin with the newest, as one that does. */
async function* newestOfAll<Row extends { readonly rowKey: string }>(lists: readonly AsyncGenerator<Row>[]): AsyncGenerator<Row> {
  const heads = await Promise.all(lists.map(async (rows) => ({ rows, next: await rows.next() })));
  for (;;) {
    let newest: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.next.done === true) continue;
      if (newest === undefined || newest.next.done === true || timeInKey(head.next.value.rowKey) < timeInKey(newest.next.value.rowKey))
        newest = head;
    }
    if (newest === undefined || newest.next.done === true) return;
    yield newest.next.value;
    newest.next = await newest.rows.next();
  }
}

/** What follows the group in a key: the reversed time, and the finding where times are equal. */
function timeInKey(rowKey: string): string {
  return rowKey.split('|').slice(-2).join('|');
}

/** Where a list goes on after a row that may stand in another group. */
function afterInGroup({ from }: KeyRange, after: string | undefined): string | undefined {
  return after && `${from}${timeInKey(after)}`;
}
