import { odata, type TableEntity } from '@azure/data-tables';
import type { LogSession } from '../log/record.js';
import type { Outcome } from '../diagnosis/outcome.js';
import { fileKey, rangeKey, type ChunkId, type LogSource } from './chunk.js';
import { afterKey, key } from './keys.js';
import { longProperties, readLongJson } from './long-bytes.js';
import { packSession, type PackedSession } from './session-codec.js';
import { sessionKey } from './session-table.js';
import type { Tables } from './tables.js';
import { upsertAll } from './transactions.js';

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
  /** The log file that holds it, as {@link fileKey} names it. */
  readonly file: string;
  /** Which chunk wrote it; a repeated delivery writes the same row again. */
  readonly chunk: string;
}

/** What assembling a session came to: remembered so that a late fragment can correct it. */
export interface AssembledResult {
  readonly outcome: Outcome;
  readonly findingId: string | undefined;
}

/** What is known of one crossing session. */
export interface CrossingSession {
  readonly key: string;
  readonly fragments: readonly Fragment[];
  readonly result: AssembledResult | undefined;
}

type FragmentColumns = { session: string; file: string; chunk: string };
type ResultColumns = { session: string; outcome: Outcome; findingId?: string };

/** Writes the fragments that a chunk holds. */
export async function saveFragments({ Fragments }: Tables, chunk: ChunkId, sessions: readonly LogSession[]): Promise<void> {
  const rows = sessions.map((session): TableEntity<FragmentColumns> => ({
    partitionKey: partitionOf(chunk),
    rowKey: `${sessionKey(session)}|${FRAGMENT}|${key(chunkKey(chunk))}`,
    session: sessionKey(session),
    file: fileKey(chunk.file),
    chunk: chunkKey(chunk),
    ...longProperties('part', packSession(session)),
  }));
  await upsertAll(Fragments, rows);
}

/** Remembers what a crossing session came to. */
export async function saveResult(
  { Fragments }: Tables,
  source: LogSource,
  session: string,
  { outcome, findingId }: AssembledResult,
): Promise<void> {
  const row: TableEntity<ResultColumns> = {
    partitionKey: partitionOf(source),
    rowKey: `${session}|${RESULT}`,
    session,
    outcome,
    ...(findingId !== undefined && { findingId }),
  };
  await Fragments.upsertEntity(row, 'Replace');
}

/** All that is known of the sessions with these keys: their fragments from whatever chunk, and the result if there is one. */
export async function readCrossingSessions(
  { Fragments }: Tables,
  source: LogSource,
  sessions: Iterable<string>,
): Promise<readonly CrossingSession[]> {
  const wanted = new Map<string, { fragments: Fragment[]; result: AssembledResult | undefined }>();
  for (const session of sessions) wanted.set(session, { fragments: [], result: undefined });
  const keys = [...wanted.keys()].sort();
  const [lowest, highest] = [keys[0], keys.at(-1)];
  if (lowest === undefined || highest === undefined) return [];
  const filter = odata`PartitionKey eq ${partitionOf(source)} and RowKey ge ${lowest} and RowKey lt ${afterKey(highest)}`;
  for await (const row of Fragments.listEntities<FragmentColumns | ResultColumns>({ queryOptions: { filter } })) {
    const known = wanted.get(row.session);
    if (known === undefined) continue; // a neighbour in the range, no concern of this chunk
    if ('outcome' in row) {
      known.result = { outcome: row.outcome, findingId: row.findingId };
    } else {
      const { session, recordsLeftOut } = readLongJson(row, 'part') as PackedSession;
      known.fragments.push({ session, recordsLeftOut, file: row.file, chunk: row.chunk });
    }
  }
  return [...wanted].map(([sessionKeyOf, known]) => ({ key: sessionKeyOf, ...known }));
}

/** The word that names a chunk within its server and stream; it sorts by file, then by offset. */
export function chunkKey({ file, from, to }: ChunkId): string {
  return `${fileKey(file)}/${rangeKey({ from, to })}`;
}

const FRAGMENT = 'f';
const RESULT = 'r';

function partitionOf({ tenant, server, stream }: LogSource): string {
  return key(tenant, server, stream);
}
