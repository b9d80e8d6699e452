import type { TableEntity } from '@azure/data-tables';
import type { Outcome } from '../diagnosis/outcome.js';
import { chunkBlobName, fileKey, rangeKey, type ChunkId } from './chunk.js';
import { key } from './keys.js';
import { longProperties, packJson, readLongJson } from './long-bytes.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';

/** An error's message may quote what it was about; this much of it tells. */
const MAX_PROBLEM_CHARACTERS = 2000;

/** How far a chunk has come. */
export type ChunkStatus = 'granted' | 'ingested' | 'failed';

/** What the ledger says of an ingested chunk. */
export interface ChunkReceipt {
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  readonly malformed: number;
  /** The first malformed lines, for a person to look at. */
  readonly malformedExamples: readonly string[];
  /** Sessions that the chunk holds whole, by outcome. Crossing sessions are no chunk's own. */
  readonly outcomes: Partial<Record<Outcome, number>>;
  /** What this chunk's whole sessions came to: so that a second reading can take back what it no longer says. */
  readonly said: ChunkSaid;
}

/** What reading a chunk has written beside the ledger. */
export interface ChunkSaid {
  readonly findingIds: readonly string[];
  /** Row keys of the failed sessions. */
  readonly sessions: readonly string[];
}

const NOTHING_SAID: ChunkSaid = { findingIds: [], sessions: [] };

type LedgerColumns = {
  status: ChunkStatus;
  blob: string;
  from: number;
  to: number;
  bytes?: number;
  lines?: number;
  records?: number;
  malformed?: number;
  malformedExamples?: string;
  outcomes?: string;
  problem?: string;
};

/** Notes that a grant was given for this chunk. A row that says more, because the chunk came before, is left as it is. */
export async function noteGranted({ Chunks }: Tables, chunk: ChunkId): Promise<void> {
  try {
    await Chunks.createEntity({ ...identityOf(chunk), status: 'granted' } satisfies TableEntity<LedgerColumns>);
  } catch (error) {
    if (!isLostRace(error)) throw error;
  }
}

/** Notes that the chunk was read, and what was in it. */
export async function noteIngested({ Chunks }: Tables, chunk: ChunkId, receipt: ChunkReceipt): Promise<void> {
  const { malformedExamples, outcomes, said, ...counts } = receipt;
  const row: TableEntity<LedgerColumns> = {
    ...identityOf(chunk),
    status: 'ingested',
    ...counts,
    malformedExamples: JSON.stringify(malformedExamples),
    outcomes: JSON.stringify(outcomes),
    ...longProperties('said', packJson(said)),
  };
  await Chunks.upsertEntity(row, 'Replace');
}

/** Notes why the chunk could not be read. It is kept, tried again, and visible until it is read. What was read once stays read. */
export async function noteFailed(tables: Tables, chunk: ChunkId, problem: string): Promise<void> {
  if ((await readLedger(tables, chunk))?.status === 'ingested') return;
  const { Chunks } = tables;
  await Chunks.upsertEntity(
    { ...identityOf(chunk), status: 'failed', problem: problem.slice(0, MAX_PROBLEM_CHARACTERS) } satisfies TableEntity<LedgerColumns>,
    'Merge',
  );
}

/** What the ledger says of a chunk. */
export interface LedgerEntry {
  readonly status: ChunkStatus;
  readonly problem: string | undefined;
  readonly said: ChunkSaid;
}

/** The ledger's entry of a chunk, or `undefined`. */
export async function readLedger({ Chunks }: Tables, chunk: ChunkId): Promise<LedgerEntry | undefined> {
  try {
    const row = await Chunks.getEntity<LedgerColumns>(ledgerPartition(chunk), rangeKey(chunk));
    return {
      status: row.status,
      problem: row.problem,
      said: row.status === 'ingested' ? (readLongJson(row, 'said') as ChunkSaid) : NOTHING_SAID,
    };
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
