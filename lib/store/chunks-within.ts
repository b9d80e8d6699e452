import { odata } from '@azure/data-tables';
import { chunkOfBlobName, type ChunkId, type LogFileId } from './chunk.js';
import { ledgerPartition, type LedgerColumns } from './ledger.js';
import { logFilesOf, type LogFilePeriod } from './log-file-table.js';
import { FILE_DONE, type RediagnosisProgress } from './rediagnosis-progress.js';
import type { RediagnosisRange } from './rediagnosis-table.js';
import type { Tables } from './tables.js';

/**
 * Exchange begins a new log each hour, older builds each day; a file that was copied or set up by hand may hold a few.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/connectors/protocol-logging#structure-of-the-protocol-log-files
 */
const LONGEST_FILE_MILLISECONDS = 7 * 24 * 3_600_000;

/** Exchange buffers rows before it writes them, so the first ones of a file may be older than its `#Date`: by ten seconds in real logs. */
const BUFFERED_MILLISECONDS = 3_600_000;

/** One step through the logs of a range: a chunk, or the end of a file whose chunks were all named. */
export type Step = { readonly file: LogFileId; readonly chunk: ChunkId | undefined };

/**
 * The chunks of a range that were read, or lie in quarantine, file by file. A chunk belongs to the range when one of its records may: that of a file
 * alone where the ledger knows no record's time. Those that do not count say nothing; those that have not come yet have a reading of their own before
 * them.
 */
export async function* chunksWithin(tables: Tables, range: RediagnosisRange, { file, chunk }: RediagnosisProgress): AsyncGenerator<Step> {
  const from = file && { file, isDone: chunk === FILE_DONE };
  for await (const next of logFilesOf(tables, range.tenant, filesWithin(range), from)) {
    const isSame = from?.isDone === false && ledgerPartition(from.file) === ledgerPartition(next);
    for await (const within of chunksOf(tables, next, range, isSame ? chunk : '')) yield { file: next, chunk: within };
    yield { file: next, chunk: undefined };
  }
}

/** How many log files may hold records of the range. */
export async function countFilesWithin(tables: Tables, range: RediagnosisRange): Promise<number> {
  let count = 0;
  for await (const file of logFilesOf(tables, range.tenant, filesWithin(range))) count += file.tenant === range.tenant ? 1 : 0;
  return count;
}

function filesWithin({ server, since, until }: RediagnosisRange): LogFilePeriod {
  return {
    server,
    begunSince: new Date(since.getTime() - LONGEST_FILE_MILLISECONDS),
    begunBefore: new Date(until.getTime() + BUFFERED_MILLISECONDS),
  };
}

async function* chunksOf({ Chunks }: Tables, file: LogFileId, { since, until }: RediagnosisRange, after: string): AsyncGenerator<ChunkId> {
  const filter = odata`PartitionKey eq ${ledgerPartition(file)} and RowKey gt ${after}`;
  const select = ['blob', 'status', 'firstRecordAt', 'lastRecordAt'];
  for await (const row of Chunks.listEntities<LedgerColumns>({ queryOptions: { filter, select } })) {
    const { blob, status, firstRecordAt, lastRecordAt } = row;
    if (status !== 'ingested' && status !== 'quarantined') continue;
    if (firstRecordAt !== undefined && firstRecordAt >= until.toISOString()) continue;
    if (lastRecordAt !== undefined && lastRecordAt < since.toISOString()) continue;
    yield chunkOfBlobName(blob);
  }
}
