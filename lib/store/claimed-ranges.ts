import { odata } from '@azure/data-tables';
import { MAX_CHUNK_BYTES } from '../contract/uploads.js';
import type { ByteRange } from '../log/log-file.js';
import { offsetKey, rangeKey, type LogFileId } from './chunk.js';
import { ENTRY_COLUMNS, entryOf, ledgerPartition, type LedgerColumns, type LedgerEntry } from './ledger.js';
import { longNames } from './long-bytes.js';
import type { Tables } from './tables.js';

/**
 * The chunks of a log file that claim bytes of this range, by where they begin: all that the ledger knows, whether they have come or not. One range
 * query, since rows sort by start and no chunk is longer than {@link MAX_CHUNK_BYTES}.
 */
export async function readClaims(tables: Tables, file: LogFileId, range: ByteRange): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const row of claimRows(tables, file, range, [...ENTRY_COLUMNS, ...longNames('said')])) entries.push(entryOf(row));
  return entries;
}

/** The rows of those chunks, with some of their columns. */
export function claimRows({ Chunks }: Tables, file: LogFileId, { from, to }: ByteRange, select: string[]): AsyncIterable<LedgerColumns> {
  const first = rangeKey({ from: Math.max(0, from - MAX_CHUNK_BYTES), to: 0 });
  const beyond = rangeKey({ from: to, to: 0 });
  const filter = odata`PartitionKey eq ${ledgerPartition(file)} and RowKey ge ${first} and RowKey lt ${beyond} and until gt ${offsetKey(from)}`;
  return Chunks.listEntities<LedgerColumns>({ queryOptions: { filter, select } });
}
