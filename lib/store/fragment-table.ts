import { odata, type TableEntity, type TransactionAction } from '@azure/data-tables';
import type { LogSession } from '../log/record.js';
import type { Outcome } from '../diagnosis/outcome.js';
import { chunkOfBlobName, fileKey, type ChunkId, type LogSource } from './chunk.js';
import { afterKey, key } from './keys.js';
import { ledgerKey } from './ledger.js';
import { longProperties, readLongJson } from './long-bytes.js';
import { packSession, type PackedSession } from './session-codec.js';
import { sessionKey } from './session-table.js';
import { MAX_TRANSACTION_ROWS } from './table-limits.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';
import { deleteAll, upsertAll } from './transactions.js';

/**
 * Fragments of sessions that a chunk does not hold whole. All fragments of a server's stream share a partition and are sorted by session, so
 * that a chunk writes its fragments in one transaction and reads what others wrote for the same sessions in one range query: sessions that
 * are open at a chunk's edge have neighbouring ids.
 */

/** The part of a session that one chunk holds. */
export interface Fragment {
  readonly session: LogSession;
  /** Records that the row could not hold. */
  readonly recordsLeftOut: number;
  /** The row could not hold all of it; the raw chunk does. */
  readonly isCut: boolean;
  /** The log file that holds it, as {@link fileKey} names it. */
  readonly file: string;
  /** Which chunk wrote it; a repeated delivery writes the same row again. */
  readonly chunk: string;
}

/**
 * What assembling a session came to: remembered so that a late fragment can correct it. It is written before its consequences, so it names all that
 * may have been written for this session, now or before.
 */
export interface Conclusion {
  readonly outcome: Outcome;
  readonly findingId: string | undefined;
  /** How many fragments were there. They become fewer only when a chunk is found not to count. */
  readonly fragments: number;
  /** Findings that were ever said to have a part of this session. */
  readonly saidFindings: readonly string[];
  /** Hours in which it was ever said to count. */
  readonly saidHours: readonly string[];
  /** Starts of the session with which it was ever said to have failed. */
  readonly saidStarts: readonly number[];
  /** An earlier conclusion said otherwise: what was written for it may have to be taken back. */
  readonly revised: boolean;
}

/** What is known of one crossing session. */
export interface CrossingSession {
  readonly key: string;
  readonly fragments: readonly Fragment[];
  readonly conclusion: StoredConclusion | undefined;
}

export interface StoredConclusion extends Conclusion {
  readonly etag: string;
}

type FragmentColumns = { session: string; file: string; chunk: string };
type ConclusionColumns = { session: string; outcome: Outcome; findingId?: string; fragments: number; said: string; revised: boolean };

/** Writes the fragments that a chunk holds. */
export async function saveFragments({ Fragments }: Tables, chunk: ChunkId, sessions: readonly LogSession[]): Promise<void> {
  const rows = sessions.map((session): TableEntity<FragmentColumns> => ({
    ...fragmentAddress(chunk, sessionKey(session)),
    session: sessionKey(session),
    file: fileKey(chunk.file),
    chunk: chunkKey(chunk),
    ...longProperties('part', packSession(session)),
  }));
  await upsertAll(Fragments, rows);
}

/** Removes what a chunk holds of these sessions: it does not count, or they are read otherwise now. What is gone already is no error. */
export async function removeFragments({ Fragments }: Tables, chunk: ChunkId, sessions: readonly string[]): Promise<void> {
  await deleteAll(
    Fragments,
    sessions.map((session) => fragmentAddress(chunk, session)),
  );
}

function fragmentAddress(chunk: ChunkId, session: string): { readonly partitionKey: string; readonly rowKey: string } {
  return { partitionKey: partitionOf(chunk), rowKey: `${session}|${FRAGMENT}|${key(chunkKey(chunk))}` };
}

/** Whether a conclusion says something else than the one that stands. */
export function isNews(conclusion: Omit<Conclusion, 'revised'>, before: Conclusion | undefined): boolean {
  return (
    before === undefined ||
    before.outcome !== conclusion.outcome ||
    before.findingId !== conclusion.findingId ||
    before.fragments !== conclusion.fragments ||
    before.saidFindings.length !== conclusion.saidFindings.length ||
    before.saidHours.length !== conclusion.saidHours.length ||
    before.saidStarts.length !== conclusion.saidStarts.length
  );
}

/** A conclusion that is to be written over the one that was read with the fragments. */
export interface Concluding {
  readonly key: string;
  readonly before: StoredConclusion | undefined;
  readonly conclusion: Conclusion;
}

/**
 * Writes what crossing sessions came to, unless somebody else concluded one of them since its fragments were read: then some of these are written and
 * some are not, and the caller reads again.
 *
 * @returns whether all were written.
 */
export async function saveConclusions({ Fragments }: Tables, source: LogSource, concluded: readonly Concluding[]): Promise<boolean> {
  for (let start = 0; start < concluded.length; start += MAX_TRANSACTION_ROWS) {
    const actions = concluded.slice(start, start + MAX_TRANSACTION_ROWS).map(({ key: session, before, conclusion }): TransactionAction => {
      const { outcome, findingId, fragments, saidFindings, saidHours, saidStarts, revised } = conclusion;
      const row: TableEntity<ConclusionColumns> = {
        partitionKey: partitionOf(source),
        rowKey: `${session}|${CONCLUSION}`,
        session,
        outcome,
        ...(findingId !== undefined && { findingId }),
        fragments,
        said: JSON.stringify([saidFindings, saidHours, saidStarts]),
        revised,
      };
      return before === undefined ? ['create', row] : ['update', row, 'Replace', { etag: before.etag }];
    });
    try {
      await Fragments.submitTransaction(actions);
    } catch (error) {
      if (isLostRace(error) || isNotFound(error)) return false;
      throw error;
    }
  }
  return true;
}

/** Removes what these sessions came to, when nothing that follows from it is left. What is gone already is no error. */
export async function removeConclusions({ Fragments }: Tables, source: LogSource, sessions: readonly string[]): Promise<void> {
  await deleteAll(
    Fragments,
    sessions.map((session) => ({ partitionKey: partitionOf(source), rowKey: `${session}|${CONCLUSION}` })),
  );
}

/** All that is known of the sessions with these keys: their fragments from whatever chunk, and the conclusion if there is one. */
export async function readCrossingSessions(
  { Fragments }: Tables,
  source: LogSource,
  sessions: Iterable<string>,
): Promise<readonly CrossingSession[]> {
  const wanted = new Map<string, { fragments: Fragment[]; conclusion: StoredConclusion | undefined }>();
  for (const session of sessions) wanted.set(session, { fragments: [], conclusion: undefined });
  const keys = [...wanted.keys()].sort();
  const [lowest, highest] = [keys[0], keys.at(-1)];
  if (lowest === undefined || highest === undefined) return [];
  const filter = odata`PartitionKey eq ${partitionOf(source)} and RowKey ge ${lowest} and RowKey lt ${afterKey(highest)}`;
  for await (const row of Fragments.listEntities<FragmentColumns | ConclusionColumns>({ queryOptions: { filter } })) {
    const known = wanted.get(row.session);
    if (known === undefined) continue; // a neighbour in the range, no concern of this chunk
    if ('outcome' in row) {
      const [saidFindings, saidHours, saidStarts] = JSON.parse(row.said) as readonly [string[], string[], number[]];
      known.conclusion = {
        outcome: row.outcome,
        findingId: row.findingId,
        fragments: row.fragments,
        saidFindings,
        saidHours,
        saidStarts,
        revised: row.revised,
        etag: row.etag,
      };
    } else {
      const { session, recordsLeftOut, isCut } = readLongJson(row, 'part') as PackedSession;
      known.fragments.push({ session, recordsLeftOut, isCut, file: row.file, chunk: row.chunk });
    }
  }
  return [...wanted].map(([sessionKeyOf, known]) => ({ key: sessionKeyOf, ...known }));
}

/** The word that names a chunk within its server and stream; it sorts by file, then by offset. */
export function chunkKey(chunk: ChunkId): string {
  return `${fileKey(chunk.file)}/${ledgerKey(chunk)}`;
}

/** The chunk that {@link chunkKey} names. */
export function chunkOfKey({ tenant, server, stream }: LogSource, named: string): ChunkId {
  const slash = named.indexOf('/');
  const [file, range] = [named.slice(0, slash), named.slice(slash + 1)];
  const codec = range.lastIndexOf('.');
  return chunkOfBlobName(`${tenant}/${server}/${stream}/${file}/${range.slice(0, codec)}.log${range.slice(codec)}`);
}

const FRAGMENT = 'f';
const CONCLUSION = 'r';

function partitionOf({ tenant, server, stream }: LogSource): string {
  return key(tenant, server, stream);
}
