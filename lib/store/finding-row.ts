import type { TransactionAction } from '@azure/data-tables';
import { incidentIdOf, type Finding } from '../diagnosis/finding.js';
import type { Condition, Handling } from '../diagnosis/finding-state.js';
import { parseEndpoint } from '../diagnosis/facts/endpoint.js';
import { SEVERITIES, type Severity } from '../diagnosis/rule.js';
import type { Stream } from '../log/log-file.js';
import { remoteHost } from '../microsoft365/remote-host.js';
import { key } from './keys.js';
import { newestFirst } from './newest-first.js';
import { streamOfIdentifier } from './session-table.js';

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

/** What a list shows of a finding, and by what it can be found. */
export interface ListedFinding extends FindingHead {
  readonly title: string;
  readonly severity: Severity;
  readonly firstSeen: string;
  readonly sessions: number;
  readonly remote: string | null;
  /** What makes it this finding and no other, beside rule, server and connector; a long one is cut. */
  readonly keyFact: string;
  /** The same for findings of other servers and tenants that fail by the same fact. */
  readonly incident: string;
  readonly handling: Handling | null;
  /** When Mailflow noticed the last change of the condition. ISO 8601, UTC. */
  readonly changedAt: string;
  /** In small letters, all that a search by text looks at. */
  readonly words: string;
}

/** What follows from the sum of a finding's parts. */
type CountedColumns = {
  rule: string;
  title: string;
  severity: Severity;
  server?: string;
  connector: string;
  stream?: Stream;
  host: string;
  remote?: string;
  keyFact: string;
  incident: string;
  firstSeen: string;
  lastSeen: string;
  sessions: number;
  words: string;
};

/** The columns of a finding's row, beside the tally of its parts. */
export type FindingColumns = CountedColumns & {
  condition: Condition;
  changedAt: string;
  /** How often the condition has changed. */
  changes: number;
  handling?: string;
  /** The key of its row in the list. */
  listed: string;
};

/** The columns of a finding's row in the list. */
export type ListColumns = Omit<FindingColumns, 'changes' | 'listed'>;

/** The row of a finding. */
export function findingKey(findingId: string): string {
  return key('f', findingId);
}

/** A finding's id stands in a key as it is: a rule's id and hexadecimal digits need no encoding. */
export function findingIdIn(rowKey: string): string {
  return rowKey.split('|')[1] ?? '';
}

export function countedColumns(finding: Finding): CountedColumns {
  const { rule, title, severity, server, connector, remote, keyFact, firstSeen, lastSeen, sessions, samples } = finding;
  const stream = samples[0]?.session === undefined ? undefined : streamOfIdentifier(samples[0].session);
  return {
    ...{ rule, title, severity, connector, firstSeen, lastSeen, sessions },
    ...(server !== null && { server }),
    ...(stream !== undefined && { stream }),
    host: remoteHost(parseEndpoint(remote ?? '')?.address ?? ''),
    ...(remote !== null && { remote }),
    keyFact: keyFact.slice(0, MAX_FACT_CHARACTERS),
    incident: incidentIdOf({ rule, keyFact }),
    words: wordsOf(finding),
  };
}

/** Enough for a thumbprint, a host, or the words of a refusal. */
const MAX_FACT_CHARACTERS = 300;

/** More is not searched: a hostile text may be long, and a person looks for a name, a host or a number. */
const MAX_WORDS_CHARACTERS = 2_000;

function wordsOf({ id, title, summary, server, connector, remote, keyFact, certificate }: Finding): string {
  const words = [id, title, server, connector, remote, certificate?.thumbprint, certificate?.subject, keyFact, summary];
  return words
    .filter((word) => typeof word === 'string')
    .join('\n')
    .slice(0, MAX_WORDS_CHARACTERS)
    .toLowerCase();
}

export function headOf(findingId: string, { server, stream, connector, host, rule, lastSeen, condition }: ListColumns): FindingHead {
  return { findingId, server: server ?? null, stream, connector, host, rule, lastSeen, condition };
}

/** The finding in a row of the list. */
export function listedFinding(row: ListColumns & { readonly rowKey: string }): ListedFinding {
  return shownFinding(row.rowKey.split('|').at(-1) ?? '', row);
}

/** What these columns show of a finding. */
export function shownFinding(findingId: string, row: ListColumns): ListedFinding {
  const { title, severity, firstSeen, sessions, remote, keyFact, incident, changedAt, words } = row;
  return {
    ...headOf(findingId, row),
    ...{ title, severity, firstSeen, sessions, keyFact, incident, changedAt, words },
    remote: remote ?? null,
    handling: handlingIn(row),
  };
}

/** What a person did about the finding, as its row says. */
export function handlingIn(row: Partial<Pick<FindingColumns, 'handling'>> | undefined): Handling | null {
  return row?.handling === undefined ? null : (JSON.parse(row.handling) as Handling);
}

/** The findings that fail come before those that have recovered. */
const CONDITION_LETTERS = { failing: 'f', recovered: 'r' } as const satisfies Record<Condition, string>;

/** Where the findings of this condition and severity stand in the list. */
export function listGroupKey(condition: Condition, severity: Severity): string {
  return key('l', CONDITION_LETTERS[condition], String(SEVERITIES.indexOf(severity)));
}

/** Where a finding stands in the list: what fails first, the worst first, the newest first. */
export function listKey(findingId: string, { condition, severity, lastSeen }: Omit<FindingColumns, 'listed'>): string {
  return `${listGroupKey(condition, severity)}|${newestFirst(Date.parse(lastSeen))}|${key(findingId)}`;
}

/**
 * Moves a finding's row in the list to where it belongs now, or takes it off. To be written in the transaction that writes the finding: so the list
 * always says what the findings say.
 *
 * @param before the finding's row as it stands; the list has no row of one that was withdrawn
 */
export function listActions(
  partitionKey: string,
  before: Partial<FindingColumns> | undefined,
  columns: FindingColumns | undefined,
): TransactionAction[] {
  const actions: TransactionAction[] = [];
  if (before?.listed !== undefined && before.listed !== columns?.listed) actions.push(['delete', { partitionKey, rowKey: before.listed }]);
  if (columns !== undefined) actions.push(['upsert', { partitionKey, rowKey: columns.listed, ...listColumnsOf(columns) }, 'Replace']);
  return actions;
}

/** Column by column: a finding's row holds its tally, too. */
function listColumnsOf(columns: FindingColumns): ListColumns {
  const { rule, title, severity, server, connector, stream, host, remote, keyFact, incident } = columns;
  const { firstSeen, lastSeen, sessions, words, condition, changedAt, handling } = columns;
  return {
    ...{ rule, title, severity, connector, host, keyFact, incident, firstSeen, lastSeen, sessions, words, condition, changedAt },
    ...(server !== undefined && { server }),
    ...(stream !== undefined && { stream }),
    ...(remote !== undefined && { remote }),
    ...(handling !== undefined && { handling }),
  };
}
