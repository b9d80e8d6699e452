import type { TableEntity } from '@azure/data-tables';
import type { Outcome } from '../diagnosis/outcome.js';
import { chunkBlobName, fileKey, rangeKey, type ChunkId } from './chunk.js';
import { key } from './keys.js';
import { isNotFound, type Tables } from './tables.js';

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
  /** The findings that this chunk's whole sessions belong to: so that a second reading can take back what it no longer says. */
  readonly findingIds: readonly string[];
}

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
  findingIds?: string;
  problem?: string;
};

/** Notes that a grant was given for this chunk. A row that says more is left as it is. */
export async function noteGranted({ Chunks }: Tables, chunk: ChunkId): Promise<void> {
  await Chunks.upsertEntity({ ...identityOf(chunk), status: 'granted' } satisfies TableEntity<LedgerColumns>, 'Merge');
}

/** Notes that the chunk was read, and what was in it. */
export async function noteIngested({ Chunks }: Tables, chunk: ChunkId, receipt: ChunkReceipt): Promise<void> {
  const { malformedExamples, outcomes, findingIds, ...counts } = receipt;
  const row: TableEntity<LedgerColumns> = {
    ...identityOf(chunk),
    status: 'ingested',
    ...counts,
    malformedExamples: JSON.stringify(malformedExamples),
    outcomes: JSON.stringify(outcomes),
    findingIds: JSON.stringify(findingIds),
  };
  await Chunks.upsertEntity(row, 'Replace');
}

/** Notes why the chunk could not be read. It is kept, tried again, and visible until it is read. */
export async function noteFailed({ Chunks }: Tables, chunk: ChunkId, problem: string): Promise<void> {
  await Chunks.upsertEntity({ ...identityOf(chunk), status: 'failed', problem } satisfies TableEntity<LedgerColumns>, 'Merge');
}

/** What the ledger says of a chunk, or `undefined`. */
export async function readLedger(
  { Chunks }: Tables,
  chunk: ChunkId,
): Promise<{ status: ChunkStatus; problem: string | undefined; findingIds: readonly string[] } | undefined> {
  try {
    const row = await Chunks.getEntity<LedgerColumns>(partitionOf(chunk), rangeKey(chunk));
    return {
      status: row.status,
      problem: row.problem,
      findingIds: row.findingIds === undefined ? [] : (JSON.parse(row.findingIds) as string[]),
    };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function identityOf(chunk: ChunkId): { partitionKey: string; rowKey: string; blob: string; from: number; to: number } {
  return { partitionKey: partitionOf(chunk), rowKey: rangeKey(chunk), blob: chunkBlobName(chunk), from: chunk.from, to: chunk.to };
}

function partitionOf({ tenant, server, stream, file }: ChunkId): string {
  return key(tenant, server, stream, fileKey(file));
}
