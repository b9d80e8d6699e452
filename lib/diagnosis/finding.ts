import { createHash } from 'node:crypto';
import type { Direction } from '../log/record.js';
import type { Cause, Reference, RemedyStep, Severity } from './rule.js';
import type { Stage } from './stage.js';

/** A line of the log that proves a finding. */
export interface Evidence {
  readonly file: string;
  readonly line: number;
  readonly sessionId: string;
  /** The line as logged, at most {@link MAX_EVIDENCE_CHARACTERS}. */
  readonly text: string;
}

/** A certificate as findings name it; `null` where the log does not say. Times are ISO 8601, UTC. */
export interface FindingCertificate {
  readonly thumbprint: string | null;
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly serial: string | null;
  readonly notBefore: string | null;
  readonly notAfter: string | null;
  readonly names: readonly string[];
}

/** One session's failure as one rule sees it. Plain data: it is stored and merged without asking the rule again. */
export interface Occurrence {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly summary: string;
  readonly direction: Direction;
  readonly connector: string;
  readonly server: string | null;
  readonly remote: string | null;
  /** What makes it this finding and no other, beside rule, server and connector. */
  readonly keyFact: string;
  /** How far the session got before it failed. */
  readonly stage: Stage | null;
  readonly sessionId: string;
  /** Where the API gives the whole session; only where sessions are stored. */
  readonly session?: string;
  /** When it failed: ISO 8601, UTC. */
  readonly at: string;
  readonly certificate: FindingCertificate | null;
  readonly causes: readonly Cause[];
  readonly remedy: readonly RemedyStep[];
  readonly references: readonly Reference[];
  readonly evidence: readonly Evidence[];
  /** What other rules saw in the same session: it follows from this failure and needs no remedy of its own. */
  readonly consequences: readonly { readonly rule: string; readonly title: string }[];
}

/** A session that failed so, for a reader who wants to see it whole. */
export type FindingSample = Pick<Occurrence, 'sessionId' | 'session' | 'at' | 'remote'>;

/** One failure that lasts: thousands of sessions may be one finding. */
export interface Finding extends Omit<Occurrence, 'sessionId' | 'session' | 'at'> {
  readonly id: string;
  /** How many sessions failed so. */
  readonly sessions: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** The newest sessions that failed so, newest first. */
  readonly samples: readonly FindingSample[];
  /** The first session that failed so. */
  readonly first: FindingSample;
}

/** A failure as far as it is counted; the rest of its occurrence is told when somebody asks: of thousands that are alike, a few are shown. */
export interface SessionFailure extends FindingKey, FindingSample {
  readonly evidence: readonly Evidence[];
  /** Characters of the session's lines, which are held until the occurrence is told. */
  readonly characters: number;
  occurrence(): Occurrence;
}

/** A sum of occurrences of one finding. Merging is commutative, associative and needs no order, so parts can be added up as they come. */
export interface Tally<Told extends Counted = Occurrence> {
  readonly sessions: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** The newest occurrences, newest first, at most {@link MAX_SAMPLES}. */
  readonly newest: readonly Told[];
  readonly oldest: FindingSample;
}

/** Sessions that a finding shows as evidence. Three show whether it is one host or many without drowning the reader. */
export const MAX_SAMPLES = 3;

/** Enough for the longest certificate row seen; a transcript holds the whole. */
export const MAX_EVIDENCE_CHARACTERS = 2000;

type Counted = FindingSample & Pick<Occurrence, 'evidence'>;

type FindingKey = Pick<Occurrence, 'rule' | 'server' | 'connector' | 'keyFact'>;

/** Ids that are remembered; then all are forgotten at once. An outage asks for the same few thousands of times. */
const MAX_REMEMBERED_IDS = 1_000;

const rememberedIds = new Map<string, string>();

/** The finding that an occurrence belongs to: the rule's id, readable, and a hash of server, connector and key fact. */
export function findingIdOf({ rule, server, connector, keyFact }: FindingKey): string {
  // The lengths keep the parts apart, whatever they hold.
  const named = `${rule} ${connector.length} ${keyFact.length} ${connector}${keyFact}${server === null ? '' : ` ${server}`}`;
  const known = rememberedIds.get(named);
  if (known !== undefined) return known;
  const key = JSON.stringify([server, connector, keyFact]);
  if (rememberedIds.size >= MAX_REMEMBERED_IDS) rememberedIds.clear();
  const id = `${rule}-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
  rememberedIds.set(named, id);
  return id;
}

/**
 * What an occurrence has in common with those of other servers and tenants that fail by the same fact (the same certificate, the same host, the same
 * words of refusal): the rule's id, readable, and a hash of the key fact.
 */
export function incidentIdOf({ rule, keyFact }: Pick<FindingKey, 'rule' | 'keyFact'>): string {
  return `${rule}-${createHash('sha256').update(keyFact).digest('hex').slice(0, 12)}`;
}

/** The tally of a single occurrence. */
export function tallyOf<Told extends Counted>(occurrence: Told): Tally<Told> {
  return { sessions: 1, firstSeen: occurrence.at, lastSeen: occurrence.at, newest: [occurrence], oldest: sampleOf(occurrence) };
}

/** Adds two tallies of the same finding. */
export function addTallies<Told extends Counted>(a: Tally<Told>, b: Tally<Told>): Tally<Told> {
  return {
    sessions: a.sessions + b.sessions,
    firstSeen: a.firstSeen < b.firstSeen ? a.firstSeen : b.firstSeen,
    lastSeen: a.lastSeen > b.lastSeen ? a.lastSeen : b.lastSeen,
    newest: newestOf(a.newest, b.newest),
    oldest: isEarlier(b.oldest, a.oldest) ? b.oldest : a.oldest,
  };
}

/**
 * A sum without one of its parts; `undefined` when the two alone don't tell, because the part is the sum's first or last, or one of its samples is.
 * Whoever asks must add up the parts that stay.
 */
export function withoutTally(sum: Tally, part: Tally): Tally | undefined {
  const isSample = (sample: Pick<Occurrence, 'at' | 'sessionId'>) =>
    part.newest.some(({ at, sessionId }) => at === sample.at && sessionId === sample.sessionId);
  if (part.firstSeen <= sum.firstSeen || part.lastSeen >= sum.lastSeen || sum.newest.some(isSample)) return undefined;
  return { ...sum, sessions: sum.sessions - part.sessions };
}

function sampleOf({ sessionId, session, at, remote }: FindingSample): FindingSample {
  return session === undefined ? { sessionId, at, remote } : { sessionId, at, remote, session };
}

/** Which of two sessions failed first. Equal times are told apart by what else is known, so that the order never depends on arrival. */
export function isEarlier(a: FindingSample, b: FindingSample): boolean {
  return (compare(a.at, b.at) || compare(a.sessionId, b.sessionId) || compare(JSON.stringify(a), JSON.stringify(b))) < 0;
}

/** The newest of two lists that are sorted so. */
function newestOf<Told extends Counted>(a: readonly Told[], b: readonly Told[]): Told[] {
  const newest: Told[] = [];
  let [fromA, fromB] = [0, 0];
  while (newest.length < MAX_SAMPLES) {
    const [ofA, ofB] = [a[fromA], b[fromB]];
    const next = ofA === undefined || (ofB !== undefined && newestFirst(ofB, ofA) < 0) ? ofB : ofA;
    if (next === undefined) break;
    if (next === ofA) fromA += 1;
    else fromB += 1;
    newest.push(next);
  }
  return newest;
}

/** Newest first; equal times by session-id, so that the order never depends on arrival. */
function newestFirst(a: Counted, b: Counted): number {
  return compare(b.at, a.at) || compare(a.sessionId, b.sessionId) || compare(JSON.stringify(a.evidence), JSON.stringify(b.evidence));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The finding as it stands: the words of the newest occurrence, the numbers of all. A tally always holds one occurrence at least. */
export function findingFrom({ sessions, firstSeen, lastSeen, newest, oldest }: Tally): Finding {
  const [latest] = newest;
  if (latest === undefined) throw new RangeError('A tally without an occurrence is no finding.');
  const { sessionId, session, at, evidence, ...words } = latest;
  return {
    id: findingIdOf(latest),
    ...words,
    sessions,
    firstSeen,
    lastSeen,
    samples: newest.map(sampleOf),
    first: oldest,
    evidence: newest.flatMap((sample) => sample.evidence),
  };
}
