import { noteFailed, noteIngested, noteReceived, readLedger, type ChunkSaid } from '../store/chunk-table.js';
import type { ChunkId } from '../store/chunk.js';
import { chunkKey, saveFragments, type CrossingSession } from '../store/fragment-table.js';
import { noteOpen } from '../store/open-session-table.js';
import { sessionKey } from '../store/session-table.js';
import { isWhole } from './assemble-session.js';
import { joinConsequences, type Consequences } from './consequences.js';
import { concludeCrossing, stillStand } from './crossing-sessions.js';
import { readChunk, type ChunkReading } from './read-chunk.js';
import { UnreadableChunk, unpackChunk } from './unpack-chunk.js';
import { writeAndSettle, type IngestServices } from './write-and-settle.js';

/**
 * How long an incomplete session may wait for its other fragments: Exchange ends a connection after ten minutes at the latest, writes its rows
 * within seconds, and a shipper in good health sends them within seconds more.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/message-rate-limits (ConnectionTimeout)
 */
const PATIENCE_MILLISECONDS = 15 * 60_000;

/**
 * Reads one chunk and writes what it says: failed sessions, findings, activity, fragments of sessions that cross its edges, and the ledger's receipt.
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
  services: IngestServices,
): Promise<void> {
  try {
    await ingest(packed, chunk, metadata, services);
  } catch (error) {
    // A ledger that can't be written either must not hide what went wrong first.
    await noteFailed(services.tables, chunk, problemOf(error)).catch(() => undefined);
    throw error;
  }
}

async function ingest(packed: Buffer, chunk: ChunkId, metadata: Readonly<Record<string, string>>, services: IngestServices): Promise<void> {
  const { tables, now } = services;
  const reading = readChunk(unpackChunk(packed, chunk), chunk, metadata);
  const before = await readLedger(tables, chunk);
  const said = sayingOf(reading);
  const everSaid = { findingIds: union(before?.said.findingIds, said.findingIds), sessions: union(before?.said.sessions, said.sessions) };
  // Before its consequences: whatever a crash leaves half-written can be taken back by a later reading that knows better.
  await noteReceived(tables, chunk, before, everSaid);
  await saveFragments(tables, chunk, reading.fragments);

  const own = consequencesOf(chunk, reading, everSaid);
  const isFirst = before === undefined || before.status === 'granted';
  const isCorrection = own.findings.some(({ tally }) => tally === undefined);
  const keys = new Set(reading.fragments.map(sessionKey));
  for (;;) {
    const crossing = await concludeCrossing(services, chunk, keys, isRipe);
    await noteOpen(tables, chunk, crossing.waiting, new Date(now().getTime() + PATIENCE_MILLISECONDS));
    await writeAndSettle(chunk, joinConsequences(own, crossing.consequences), services, {
      isFirst: isFirst && crossing.isFirst,
      isCorrection: crossing.isCorrection || isCorrection,
    });
    if (await stillStand(tables, chunk, crossing)) break;
  }
  await noteIngested(tables, chunk, { ...receiptOf(reading, now()), said });
}

/** Whoever writes the last fragment of a session sees all. What was concluded on fewer is concluded again. */
function isRipe({ fragments, conclusion }: CrossingSession): boolean {
  return isWhole(fragments) || conclusion !== undefined;
}

/** The chunk's own, and what an earlier reading said that this one doesn't: today's rules may know better. */
function consequencesOf(chunk: ChunkId, { findings, hours, failed }: ChunkReading, everSaid: ChunkSaid): Consequences {
  const owner = { chunk: `${chunk.server}/${chunk.stream}/${chunkKey(chunk)}` };
  const failedKeys = new Set(failed.map(({ session }) => sessionKey(session)));
  return {
    findings: everSaid.findingIds.map((findingId) => ({ findingId, owner, tally: findings.get(findingId) })),
    // The hours of a chunk's sessions follow from its bytes, so no reading names others than an earlier one did.
    activity: [...hours].map(([hour, activity]) => ({ hour, owner: { chunk: chunkKey(chunk) }, activity })),
    failed,
    notFailed: everSaid.sessions.filter((key) => !failedKeys.has(key)),
  };
}

function sayingOf({ findings, failed }: ChunkReading): ChunkSaid {
  return { findingIds: [...findings.keys()], sessions: failed.map(({ session }) => sessionKey(session)) };
}

function receiptOf({ counts, malformedExamples, outcomes, firstRecordAt, lastRecordAt }: ChunkReading, now: Date) {
  const { bytes, lines, records, malformed, sessions } = counts;
  return { bytes, lines, records, malformed, sessions, malformedExamples, outcomes, firstRecordAt, lastRecordAt, ingestedAt: now };
}

function union(before: readonly string[] = [], now: readonly string[]): readonly string[] {
  return [...new Set([...before, ...now])];
}

function problemOf(error: unknown): { readonly message: string; readonly isFinal: boolean } {
  return { message: error instanceof Error ? error.message : String(error), isFinal: error instanceof UnreadableChunk };
}

export type { IngestServices } from './write-and-settle.js';
