import { FindingsTally } from '../diagnosis/tally-findings.js';
import { Triage } from '../diagnosis/triage.js';
import { readSessions } from '../log/read-sessions.js';
import type { LogSession } from '../log/record.js';
import { noteFailed, noteIngested, readLedger, type ChunkSaid } from '../store/chunk-table.js';
import type { ChunkId } from '../store/chunk.js';
import { chunkKey, saveFragments } from '../store/fragment-table.js';
import { deletePart, savePart, sumFinding, type PartOwner } from '../store/finding-table.js';
import { deleteSession, saveSessions, sessionKey, type FailedSession } from '../store/session-table.js';
import type { Tables } from '../store/tables.js';
import { assembleCrossingSessions } from './assemble-crossing-sessions.js';
import { chunkStart } from './chunk-start.js';
import { diagnoseStoredSession } from './diagnose-stored-session.js';
import { unpackChunk } from './unpack-chunk.js';

/** Malformed lines of a chunk that the ledger keeps as examples. */
const MALFORMED_EXAMPLES = 5;

/**
 * Reads one chunk and writes what it says: failed sessions, findings, fragments of sessions that cross its edges, and the ledger's receipt.
 *
 * Idempotent and independent of order: every row is owned by this chunk or by one crossing session and written whole, so a chunk that is
 * delivered twice, late, or beside its neighbour leaves the same tables. The receipt comes last: a crash before it means a repetition.
 *
 * @throws {UnreadableChunk} or a storage error, after noting it in the ledger; the caller's retry is the host's.
 */
export async function ingestLogChunk(
  packed: Buffer,
  chunk: ChunkId,
  metadata: Readonly<Record<string, string>>,
  { tables, now }: IngestServices,
): Promise<void> {
  try {
    await ingest(packed, chunk, metadata, tables, now());
  } catch (error) {
    // A ledger that can't be written either must not hide what went wrong first.
    await noteFailed(tables, chunk, error instanceof Error ? error.message : String(error)).catch(() => undefined);
    throw error;
  }
}

/** What ingestion works with. */
export interface IngestServices {
  readonly tables: Tables;
  readonly now: () => Date;
}

async function ingest(
  packed: Buffer,
  chunk: ChunkId,
  metadata: Readonly<Record<string, string>>,
  tables: Tables,
  now: Date,
): Promise<void> {
  const read = readSessions(unpackChunk(packed, chunk), chunkStart(chunk, metadata));
  const crossing = new Map<string, LogSession>();
  const failed: FailedSession[] = [];
  const tally = new FindingsTally();
  const triage = new Triage();
  for (const raw of read.sessions) {
    const plain = triage.judge(raw);
    if (plain !== undefined) {
      tally.add({ outcome: plain.outcome, occurrence: undefined });
      continue;
    }
    const session = raw.decode();
    if (raw.begun && raw.closed) {
      const { diagnosis, stored } = diagnoseStoredSession(session, chunk);
      tally.add(diagnosis);
      if (stored !== undefined) failed.push(stored);
    } else {
      // A damaged log may use one session-id twice; both parts are one fragment then.
      const earlier = crossing.get(sessionKey(session));
      crossing.set(sessionKey(session), earlier === undefined ? session : joined(earlier, session));
    }
  }

  const fragments = [...crossing.values()];
  await saveFragments(tables, chunk, fragments);
  const said: ChunkSaid = { findingIds: [...tally.tallies().keys()], sessions: failed.map(({ session }) => sessionKey(session)) };
  await takeBack(chunk, said, tables);
  await saveSessions(tables, chunk, failed);
  for (const [findingId, part] of tally.tallies()) {
    await savePart(tables, chunk.tenant, findingId, ownerOf(chunk), part);
    await sumFinding(tables, chunk.tenant, findingId);
  }
  await assembleCrossingSessions(chunk, fragments, tables, now);

  await noteIngested(tables, chunk, {
    ...read.counts,
    malformedExamples: read.malformed
      .slice(0, MALFORMED_EXAMPLES)
      .map(({ line, reason, excerpt }) => `line ${line}: ${reason}: ${excerpt}`),
    outcomes: tally.outcomes(),
    said,
  });
}

/** Takes back what an earlier reading of this chunk said and this one doesn't: today's rules may know better. */
async function takeBack(chunk: ChunkId, now: ChunkSaid, tables: Tables): Promise<void> {
  const before = (await readLedger(tables, chunk))?.said;
  if (before === undefined) return;
  for (const session of before.sessions.filter((key) => !now.sessions.includes(key))) await deleteSession(tables, chunk, session);
  for (const findingId of before.findingIds.filter((id) => !now.findingIds.includes(id))) {
    await deletePart(tables, chunk.tenant, findingId, ownerOf(chunk));
    await sumFinding(tables, chunk.tenant, findingId);
  }
}

function ownerOf(chunk: ChunkId): PartOwner {
  return { chunk: `${chunk.server}/${chunk.stream}/${chunkKey(chunk)}` };
}

function joined(a: LogSession, b: LogSession): LogSession {
  const records = [...a.records, ...b.records].sort((first, second) => first.sequence - second.sequence);
  return { ...a, records, begun: a.begun || b.begun, closed: a.closed || b.closed };
}
