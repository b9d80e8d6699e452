import type { TableEntity } from '@azure/data-tables';
import type { Outcome } from '../diagnosis/outcome.js';
import { chunkBlobName, fileKey, rangeKey, type ChunkId } from './chunk.js';
import { key } from './keys.js';
import { longProperties, packJson, readLongJson } from './long-bytes.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';
import { createMissing } from './transactions.js';

/** An error's message may quote what it was about; this much of it tells. */
const MAX_PROBLEM_CHARACTERS = 2000;

/**
 * How often a chunk may fail before it counts as quarantined: as often as the Functions host delivers a blob.
 *
 * @source https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger#poison-blobs
 */
export const MAX_ATTEMPTS = 5;

/** How far a chunk has come. A quarantined one lies in its blob, and waits for a person or a better version. */
export const CHUNK_STATUSES = ['granted', 'received', 'ingested', 'quarantined'] as const;
export type ChunkStatus = (typeof CHUNK_STATUSES)[number];

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
  /** Of its records, by Exchange's clock: milliseconds since 1970, UTC; `undefined` when it has none. */
  readonly firstRecordAt: number | undefined;
  readonly lastRecordAt: number | undefined;
  readonly ingestedAt: Date;
  /** What this chunk's whole sessions came to: so that a second reading can take back what it no longer says. */
  readonly said: ChunkSaid;
}

/** What reading a chunk has written beside the ledger, or may have. */
export interface ChunkSaid {
  readonly findingIds: readonly string[];
  /** Row keys of the failed sessions. */
  readonly sessions: readonly string[];
}

const NOTHING_SAID: ChunkSaid = { findingIds: [], sessions: [] };

export type LedgerColumns = {
  status: ChunkStatus;
  blob: string;
  from: number;
  to: number;
  grantedAt?: string;
  attempts?: number;
  bytes?: number;
  lines?: number;
  records?: number;
  malformed?: number;
  sessions?: number;
  malformedExamples?: string;
  outcomes?: string;
  firstRecordAt?: string;
  lastRecordAt?: string;
  ingestedAt?: string;
  /** From the last record, by Exchange's clock, to ingestion, by ours. */
  delaySeconds?: number;
  problem?: string;
};

/** Notes that grants were given for these chunks. A row that says more, because the chunk came before, is left as it is. */
export async function noteGranted({ Chunks }: Tables, chunks: readonly ChunkId[], now: Date): Promise<void> {
  const rows = chunks.map((chunk): TableEntity<LedgerColumns> => ({
    ...identityOf(chunk),
    status: 'granted',
    grantedAt: now.toISOString(),
  }));
  await Promise.all(
    [...new Set(rows.map(({ partitionKey }) => partitionKey))].map((file) =>
      createMissing(
        Chunks,
        rows.filter(({ partitionKey }) => partitionKey === file),
      ),
    ),
  );
}

/** Notes that the chunk is being read, and all that it may come to say: before any of it is written. A chunk that was read once stays read. */
export async function noteReceived({ Chunks }: Tables, chunk: ChunkId, before: LedgerEntry | undefined, said: ChunkSaid): Promise<void> {
  const row: TableEntity<Partial<LedgerColumns>> = {
    ...identityOf(chunk),
    ...(before?.status !== 'ingested' && { status: 'received' }),
    ...longProperties('said', packJson(said)),
  };
  await Chunks.upsertEntity(row, 'Merge');
}

/** Notes that the chunk was read, and what was in it. */
export async function noteIngested({ Chunks }: Tables, chunk: ChunkId, receipt: ChunkReceipt): Promise<void> {
  const { malformedExamples, outcomes, said, firstRecordAt, lastRecordAt, ingestedAt, ...counts } = receipt;
  const row: TableEntity<LedgerColumns> = {
    ...identityOf(chunk),
    status: 'ingested',
    ...counts,
    malformedExamples: JSON.stringify(malformedExamples),
    outcomes: JSON.stringify(outcomes),
    ...(firstRecordAt !== undefined && { firstRecordAt: new Date(firstRecordAt).toISOString() }),
    ...(lastRecordAt !== undefined && {
      lastRecordAt: new Date(lastRecordAt).toISOString(),
      delaySeconds: Math.round((ingestedAt.getTime() - lastRecordAt) / 1000),
    }),
    ingestedAt: ingestedAt.toISOString(),
    ...longProperties('said', packJson(said)),
  };
  await Chunks.upsertEntity(row, 'Replace');
}

/**
 * Notes why the chunk could not be read. It is kept, tried again, and visible until it is read; when it has failed too often, or trying again can't
 * help, it is quarantined. What was read once stays read.
 */
export async function noteFailed(
  tables: Tables,
  chunk: ChunkId,
  { message, isFinal }: { readonly message: string; readonly isFinal: boolean },
): Promise<void> {
  for (;;) {
    const before = await readLedger(tables, chunk);
    if (before?.status === 'ingested') return;
    const attempts = (before?.attempts ?? 0) + 1;
    const row: TableEntity<LedgerColumns> = {
      ...identityOf(chunk),
      status: isFinal || attempts >= MAX_ATTEMPTS ? 'quarantined' : 'received',
      attempts,
      problem: message.slice(0, MAX_PROBLEM_CHARACTERS),
    };
    try {
      if (before === undefined) await tables.Chunks.createEntity(row);
      else await tables.Chunks.updateEntity(row, 'Merge', { etag: before.etag });
      return;
    } catch (error) {
      // A delivery of the same chunk that went well beside this one may have said so just now.
      if (!isLostRace(error)) throw error;
    }
  }
}

/** What the ledger says of a chunk. */
export interface LedgerEntry {
  readonly status: ChunkStatus;
  readonly problem: string | undefined;
  readonly attempts: number;
  readonly said: ChunkSaid;
  readonly etag: string;
}

/** The ledger's entry of a chunk, or `undefined`. */
export async function readLedger({ Chunks }: Tables, chunk: ChunkId): Promise<LedgerEntry | undefined> {
  try {
    const row = await Chunks.getEntity<LedgerColumns & { said0?: Uint8Array }>(ledgerPartition(chunk), rangeKey(chunk));
    const { status, problem, attempts = 0, etag } = row;
    return { status, problem, attempts, etag, said: row.said0 === undefined ? NOTHING_SAID : (readLongJson(row, 'said') as ChunkSaid) };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function identityOf(chunk: ChunkId): { partitionKey: string; rowKey: string; blob: string; from: number; to: number } {
  return { partitionKey: ledgerPartition(chunk), rowKey: rangeKey(chunk), blob: chunkBlobName(chunk), from: chunk.from, to: chunk.to };
}

/** The partition that holds the ledger of one log file; its rows sort by where the chunks begin. */
export function ledgerPartition({ tenant, server, stream, file }: ChunkId): string {
  return key(tenant, server, stream, fileKey(file));
}
