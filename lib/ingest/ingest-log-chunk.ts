import { noteIngested, noteReceived } from '../store/chunk-table.js';
import type { ChunkId } from '../store/chunk.js';
import { readClaims } from '../store/claimed-ranges.js';
import { forgetFailures, noteFailed } from '../store/failed-chunks.js';
import { isSettled } from '../store/ledger.js';
import type { ChunkFailure } from '../store/quarantine-table.js';
import { isStorageAway } from '../store/tables.js';
import type { ChunkServices } from './chunk-services.js';
import { failureOf } from './failure-of.js';
import { openChunk } from './opened-chunk.js';
import { everSaidBy, receiptOf } from './reading-said.js';
import { settleOverlap } from './settle-overlap.js';
import { isSameChunk } from './who-counts.js';
import { writeReading } from './write-reading.js';

/**
 * Reads one chunk and writes what it says: failed sessions, findings, activity, fragments of sessions that cross its edges, and the ledger's receipt.
 *
 * Idempotent and independent of order: every row is owned by this chunk or by one crossing session and written whole, so a chunk that is
 * delivered twice, late, or beside its neighbour leaves the same tables. The receipt comes last: a crash before it means a repetition.
 *
 * @throws {UnreadableChunk} or another error, after noting it in the ledger, or that storage is away; the caller's retry is the host's.
 */
export async function ingestLogChunk(
  packed: Buffer,
  chunk: ChunkId,
  metadata: Readonly<Record<string, string>>,
  services: ChunkServices,
): Promise<void> {
  try {
    await ingest(packed, chunk, metadata, services);
  } catch (error) {
    // That storage is away says nothing of the chunk: it stays on the list of what is to be ingested, and is found there when storage is back.
    if (isStorageAway(error)) throw error;
    // A ledger that can't be written either must not hide what went wrong first.
    await fail(chunk, failureOf(error), services).catch(() => undefined);
    throw error;
  }
}

async function fail(chunk: ChunkId, failure: ChunkFailure, { tables, now, tellTrouble }: ChunkServices): Promise<void> {
  const at = now();
  const isNews = await noteFailed(tables, chunk, failure, at);
  // Where it happened, not what it was about: events hold nothing of a log.
  if (isNews) tellTrouble({ trouble: 'quarantined', chunk, reason: `${failure.name} ${failure.place}`.trim(), at: at.toISOString() });
}

async function ingest(packed: Buffer, chunk: ChunkId, metadata: Readonly<Record<string, string>>, services: ChunkServices): Promise<void> {
  const { tables, now, rules } = services;
  const opened = openChunk(packed, chunk, metadata, rules);
  const { reading } = opened;
  // Every chunk that can come was granted before, so one that claims the same bytes is seen in this look even if it comes at this moment.
  const claims = await readClaims(tables, chunk, chunk);
  const before = claims.find((entry) => isSameChunk(entry, opened));
  const everSaid = everSaidBy(reading, before);
  // Before its consequences: whatever a crash leaves half-written can be taken back by a later reading that knows better.
  await noteReceived(tables, chunk, before, { said: everSaid, sha256: reading.sha256 });
  if (claims.some((entry) => entry !== before)) await settleOverlap(opened, services);
  else {
    const isFirst = before === undefined || before.status === 'granted';
    await writeReading(chunk, reading, everSaid, services, isFirst);
    const receipt = receiptOf(reading, now());
    await noteIngested(tables, chunk, before, receipt);
    if (!isSettled(before?.status)) services.tellIngested({ chunk, receipt, grantedAt: before?.grantedAt });
    await forgetFailures(tables, before, now());
  }
}

export type { ChunkServices } from './chunk-services.js';
