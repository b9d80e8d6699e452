import { chunkBlobName, chunkOfBlobName, fileKey, offsetKey, rangeKey, type ChunkId, type LogFileId } from './chunk.js';
import { key } from './keys.js';
import { readLongJson } from './long-bytes.js';
import type { SaidSession } from './session-index.js';

/**
 * How far a chunk has come.
 *
 * `superseded` and `conflicting` were read, and do not count: another chunk of the log file claims some of their bytes. The bytes in common are the
 * same in a superseded chunk; in a conflicting one they differ, and a person has to look. A quarantined one could not be read; it lies in its blob
 * and waits for a person or a better version.
 */
export const CHUNK_STATUSES = ['granted', 'received', 'ingested', 'superseded', 'conflicting', 'quarantined'] as const;
export type ChunkStatus = (typeof CHUNK_STATUSES)[number];

/** The chunk was read, and nothing is left to do with it. */
export function isSettled(status: ChunkStatus | undefined): boolean {
  return status === 'ingested' || isOverruled(status);
}

/** The chunk was read and does not count. */
export function isOverruled(status: ChunkStatus | undefined): boolean {
  return status === 'superseded' || status === 'conflicting';
}

/** What reading a chunk has written beside the ledger, or may have. */
export interface ChunkSaid {
  readonly findingIds: readonly string[];
  /** The failed sessions that it holds whole. */
  readonly sessions: readonly SaidSession[];
  /** Hours in which sessions of it count. */
  readonly hours: readonly string[];
  /** Keys of the sessions of which it holds a fragment. */
  readonly fragments: readonly string[];
}

export const NOTHING_SAID: ChunkSaid = { findingIds: [], sessions: [], hours: [], fragments: [] };

/** Sessions of a chunk that the tables don't show whole, because it has more than one chunk may. The raw chunk holds all of them. */
export interface LeftOut {
  /** Failed ones that are counted and cannot be asked for. */
  readonly sessions: number;
  /** Failed ones that have no part in a finding. */
  readonly findings: number;
  /** Those that do not count in the activity. */
  readonly activity: number;
  /** Those that cross the chunk's edge, and were diagnosed on what it holds of them. */
  readonly crossing: number;
}

export const NOTHING_LEFT_OUT: LeftOut = { sessions: 0, findings: 0, activity: 0, crossing: 0 };

export type LedgerColumns = {
  status: ChunkStatus;
  blob: string;
  from: number;
  to: number;
  /** `to`, in digits that compare as text: a range query asks for what reaches beyond an offset. */
  until: string;
  grantedAt?: string;
  attempts?: number;
  /** Of the raw bytes. A chunk whose bytes have arrived and could be unpacked has it, whatever came after. */
  sha256?: string;
  bytes?: number;
  lines?: number;
  records?: number;
  malformed?: number;
  sessions?: number;
  malformedExamples?: string;
  outcomes?: string;
  /** {@link LeftOut}; where there is nothing of it, as is usual, it is not there. */
  leftOut?: string;
  firstRecordAt?: string;
  lastRecordAt?: string;
  /** When it was read to its end for the first time; a later reading leaves it so. */
  ingestedAt?: string;
  /** From the last record, by Exchange's clock, to ingestion, by ours. */
  delaySeconds?: number;
  problem?: string;
};

/** A row as the table gives it; what the chunk said is spread over further columns. */
export type LedgerRow = LedgerColumns & { readonly said0?: Uint8Array };

/** What the ledger says of a chunk. */
export interface LedgerEntry {
  readonly chunk: ChunkId;
  readonly status: ChunkStatus;
  readonly problem: string | undefined;
  readonly attempts: number;
  readonly said: ChunkSaid;
  readonly sha256: string | undefined;
  readonly grantedAt: Date | undefined;
  /** When it was read to its end for the first time. */
  readonly ingestedAt: Date | undefined;
}

/** Columns that {@link entryOf} reads, for a query that asks for no more. */
export const ENTRY_COLUMNS = [
  'blob',
  'status',
  'problem',
  'attempts',
  'sha256',
  'grantedAt',
  'ingestedAt',
] as const satisfies (keyof LedgerColumns)[];

/** The entry in a row. */
export function entryOf(row: LedgerRow): LedgerEntry {
  const { blob, status, problem, attempts = 0, sha256, grantedAt, ingestedAt } = row;
  const said = row.said0 === undefined ? NOTHING_SAID : (readLongJson(row, 'said') as ChunkSaid);
  return {
    chunk: chunkOfBlobName(blob),
    ...{ status, problem, attempts, said, sha256 },
    grantedAt: dateIn(grantedAt),
    ingestedAt: dateIn(ingestedAt),
  };
}

function dateIn(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

/** What every row says of its chunk. */
export function identityOf(chunk: ChunkId) {
  const { from, to } = chunk;
  return { partitionKey: ledgerPartition(chunk), rowKey: ledgerKey(chunk), blob: chunkBlobName(chunk), from, to, until: offsetKey(to) };
}

/** The partition that holds the ledger of one log file; its rows sort by where the chunks begin. */
export function ledgerPartition({ tenant, server, stream, file }: LogFileId): string {
  return key(tenant, server, stream, fileKey(file));
}

/** The row of a chunk within its log file. Two chunks that differ in their compression alone are two blobs, hence two rows. */
export function ledgerKey({ from, to, codec }: Pick<ChunkId, 'from' | 'to' | 'codec'>): string {
  return `${rangeKey({ from, to })}.${codec}`;
}
