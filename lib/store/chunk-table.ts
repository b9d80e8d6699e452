import type { TableEntity } from '@azure/data-tables';
import type { Outcome } from '../diagnosis/outcome.js';
import type { ChunkId } from './chunk.js';
import {
  entryOf,
  identityOf,
  isOverruled,
  isSettled,
  ledgerKey,
  ledgerPartition,
  type ChunkSaid,
  type ChunkStatus,
  type LeftOut,
  type LedgerColumns,
  type LedgerEntry,
  type LedgerRow,
} from './ledger.js';
import { longProperties, packJson } from './long-bytes.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';
import { deleteAll } from './transactions.js';

/** What the ledger says of an ingested chunk. */
export interface ChunkReceipt {
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  readonly malformed: number;
  /** Sessions of which it holds a record. */
  readonly sessions: number;
  /** The first malformed lines, for a person to look at. */
  readonly malformedExamples: readonly string[];
  /** Sessions that the chunk holds whole, by outcome. Crossing sessions are no chunk's own. */
  readonly outcomes: Partial<Record<Outcome, number>>;
  readonly leftOut: LeftOut;
  /** Of its records, by Exchange's clock: milliseconds since 1970, UTC; `undefined` when it has none. */
  readonly firstRecordAt: number | undefined;
  readonly lastRecordAt: number | undefined;
  readonly readAt: Date;
  /** Of the raw bytes, in hexadecimal digits. */
  readonly sha256: string;
  /** What this chunk's whole sessions came to: so that a second reading can take back what it no longer says. */
  readonly said: ChunkSaid;
}

/**
 * Notes that the chunk is being read, and all that it may come to say: before any of it is written. A chunk that was settled once keeps its
 * status, and one in quarantine stays there until it is read to its end.
 */
export async function noteReceived(
  { Chunks }: Tables,
  chunk: ChunkId,
  before: LedgerEntry | undefined,
  { said, sha256 }: { readonly said: ChunkSaid; readonly sha256: string },
): Promise<void> {
  const row: TableEntity<Partial<LedgerColumns>> = {
    ...identityOf(chunk),
    ...(!isSettled(before?.status) && before?.status !== 'quarantined' && { status: 'received' }),
    sha256,
    ...longProperties('said', packJson(said)),
  };
  await Chunks.upsertEntity(row, 'Merge');
}

/** Notes that the chunk was read, and what was in it. When it was granted, first ingested, and how often it had failed stays known. */
export async function noteIngested(
  { Chunks }: Tables,
  chunk: ChunkId,
  before: LedgerEntry | undefined,
  receipt: ChunkReceipt,
): Promise<void> {
  const { malformedExamples, outcomes, leftOut, said, firstRecordAt, lastRecordAt, readAt, ...counts } = receipt;
  const { grantedAt, attempts = 0, ingestedAt = readAt } = before ?? {};
  const row: TableEntity<LedgerColumns> = {
    ...identityOf(chunk),
    status: 'ingested',
    ...counts,
    malformedExamples: JSON.stringify(malformedExamples),
    outcomes: JSON.stringify(outcomes),
    ...(Object.values(leftOut).some((count) => count > 0) && { leftOut: JSON.stringify(leftOut) }),
    ...(firstRecordAt !== undefined && { firstRecordAt: new Date(firstRecordAt).toISOString() }),
    ...(lastRecordAt !== undefined && {
      lastRecordAt: new Date(lastRecordAt).toISOString(),
      delaySeconds: Math.round((ingestedAt.getTime() - lastRecordAt) / 1000),
    }),
    ...(grantedAt !== undefined && { grantedAt: grantedAt.toISOString() }),
    ...(attempts > 0 && { attempts }),
    ingestedAt: ingestedAt.toISOString(),
    ...longProperties('said', packJson(said)),
  };
  await Chunks.upsertEntity(row, 'Replace');
}

/**
 * Notes that the chunk was read and does not count, and why.
 *
 * @returns whether that is news: of two who note it at once, one is told so.
 */
export async function noteOverruled(
  tables: Tables,
  chunk: ChunkId,
  status: Extract<ChunkStatus, 'superseded' | 'conflicting'>,
  problem: string,
): Promise<boolean> {
  return changeLedger(tables, chunk, (before) => Promise.resolve(isOverruled(before?.status) ? undefined : { status, problem }));
}

/**
 * Changes a chunk's row as it stands; of two who do so at once, the second looks at what the first has written.
 *
 * @param columns what is to be changed; nothing, if it is right as it is
 * @returns whether something was changed.
 */
export async function changeLedger(
  tables: Tables,
  chunk: ChunkId,
  columns: (before: LedgerEntry | undefined) => Promise<Partial<LedgerColumns> | undefined>,
): Promise<boolean> {
  for (;;) {
    const row = await rowAt(tables, chunk);
    const changed = await columns(row && entryOf(row));
    if (changed === undefined) return false;
    try {
      if (row === undefined) await tables.Chunks.createEntity({ ...identityOf(chunk), ...changed });
      else await tables.Chunks.updateEntity({ ...identityOf(chunk), ...changed }, 'Merge', { etag: row.etag });
      return true;
    } catch (error) {
      if (!isLostRace(error) && !isNotFound(error)) throw error;
    }
  }
}

/** The ledger's entry of a chunk, or `undefined`. */
export async function readLedger(tables: Tables, chunk: ChunkId): Promise<LedgerEntry | undefined> {
  const row = await rowAt(tables, chunk);
  return row && entryOf(row);
}

async function rowAt({ Chunks }: Tables, chunk: ChunkId): Promise<(LedgerRow & { readonly etag: string }) | undefined> {
  try {
    return await Chunks.getEntity<LedgerRow>(ledgerPartition(chunk), ledgerKey(chunk));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Removes chunks of one log file from the ledger: what they said must be forgotten before. */
export async function removeFromLedger({ Chunks }: Tables, chunks: readonly ChunkId[]): Promise<void> {
  await deleteAll(
    Chunks,
    chunks.map((chunk) => ({ partitionKey: ledgerPartition(chunk), rowKey: ledgerKey(chunk) })),
  );
}
