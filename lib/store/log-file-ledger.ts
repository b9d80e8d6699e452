import { odata } from '@azure/data-tables';
import { completenessOf, type Completeness, type KnownChunk } from './completeness.js';
import { chunkOfBlobName, type ChunkId, type LogFileId } from './chunk.js';
import { CHUNK_STATUSES, ledgerKey, ledgerPartition, type ChunkStatus, type LedgerColumns, type LeftOut } from './ledger.js';
import type { Tables } from './tables.js';

/** What the ledger says of a log file. */
export interface LogFileProof extends Completeness {
  /** How many of its chunks have which status; those that none has are left out. */
  readonly chunkCounts: Readonly<Partial<Record<ChunkStatus, number>>>;
}

/** A chunk of a log file, and when it came. Times are milliseconds since 1970, UTC. */
export interface TimedChunk extends KnownChunk {
  readonly ingestedAt: number | undefined;
  /** By the server's clock. */
  readonly lastRecordAt: number | undefined;
}

/** Adds up the ledger's rows of a log file. */
export async function proveLogFile(tables: Tables, file: LogFileId): Promise<LogFileProof> {
  return proofBy(await readTimedChunks(tables, file));
}

/** What the chunks of a log file prove of it. */
export function proofBy(known: readonly KnownChunk[]): LogFileProof {
  const counts = CHUNK_STATUSES.map((status) => [status, known.filter((chunk) => chunk.status === status).length] as const);
  return { ...completenessOf(known), chunkCounts: Object.fromEntries(counts.filter(([, count]) => count > 0)) };
}

/** The chunks of a log file, by where they begin. */
export async function readTimedChunks({ Chunks }: Tables, file: LogFileId): Promise<readonly TimedChunk[]> {
  const filter = odata`PartitionKey eq ${ledgerPartition(file)}`;
  const select = ['from', 'to', 'status', 'grantedAt', 'ingestedAt', 'lastRecordAt'];
  const known: TimedChunk[] = [];
  for await (const row of Chunks.listEntities<LedgerColumns>({ queryOptions: { filter, select } })) {
    const { from, to, status, grantedAt, ingestedAt, lastRecordAt, timestamp } = row;
    const knownSince = Date.parse(grantedAt ?? ingestedAt ?? timestamp ?? '');
    known.push({ from, to, status, knownSince, ingestedAt: timeOf(ingestedAt), lastRecordAt: timeOf(lastRecordAt) });
  }
  return known;
}

function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

/** One chunk, with all that the ledger tells of it. */
export interface LedgerChunk extends Omit<LedgerColumns, 'blob' | 'until' | 'outcomes' | 'leftOut' | 'malformedExamples'> {
  readonly id: string;
  readonly codec: ChunkId['codec'];
  readonly outcomes: Readonly<Record<string, number>> | undefined;
  readonly leftOut: LeftOut | undefined;
  readonly malformedExamples: readonly string[] | undefined;
}

/** Chunks of a log file, by where they begin; `after` is the id of the last one of the page before. */
export async function listChunks(
  { Chunks }: Tables,
  file: LogFileId,
  { after = '', limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<readonly LedgerChunk[]> {
  const filter = odata`PartitionKey eq ${ledgerPartition(file)} and RowKey gt ${after}`;
  const chunks: LedgerChunk[] = [];
  for await (const row of Chunks.listEntities<LedgerColumns>({ queryOptions: { filter, select: [...TOLD_COLUMNS] } })) {
    chunks.push(ledgerChunk(row));
    if (chunks.length === limit) break;
  }
  return chunks;
}

/** All but what the chunk said, which is for a later reading of it. */
const TOLD_COLUMNS = [
  ...['blob', 'status', 'from', 'to', 'grantedAt', 'ingestedAt', 'attempts', 'problem', 'sha256', 'delaySeconds'],
  ...['bytes', 'lines', 'records', 'malformed', 'malformedExamples', 'sessions', 'outcomes', 'leftOut', 'firstRecordAt', 'lastRecordAt'],
] as const satisfies (keyof LedgerColumns)[];

function ledgerChunk(row: LedgerColumns): LedgerChunk {
  const chunk = chunkOfBlobName(row.blob);
  const told = Object.fromEntries(TOLD_COLUMNS.filter((name) => name !== 'blob').map((name) => [name, row[name]]));
  return {
    id: ledgerKey(chunk),
    codec: chunk.codec,
    ...(told as Omit<LedgerColumns, 'blob' | 'until'>),
    outcomes: row.outcomes === undefined ? undefined : (JSON.parse(row.outcomes) as LedgerChunk['outcomes']),
    leftOut: row.leftOut === undefined ? undefined : (JSON.parse(row.leftOut) as LeftOut),
    malformedExamples:
      row.malformedExamples === undefined ? undefined : (JSON.parse(row.malformedExamples) as LedgerChunk['malformedExamples']),
  };
}
