import { odata } from '@azure/data-tables';
import { STREAMS } from '../log/log-file.js';
import type { LogFileId } from './chunk.js';
import { ledgerPartition, type LedgerColumns } from './ledger.js';
import { listLogFiles } from './log-file-table.js';
import type { ServerId } from './server-table.js';
import type { Tables } from './tables.js';

/**
 * When a chunk of this server's logs was asked for or ingested last: milliseconds since 1970, UTC, by our clock; `undefined` when none ever was. One look
 * at the newest log file of each stream.
 */
export async function lastChunkAt(tables: Tables, { tenant, server }: ServerId): Promise<number | undefined> {
  const newest = await Promise.all(STREAMS.map((stream) => listLogFiles(tables, tenant, { server, stream, limit: 1 })));
  const times = await Promise.all(newest.flat().map((file) => lastChunkIn(tables, file)));
  const last = Math.max(...times.flat());
  return Number.isFinite(last) ? last : undefined;
}

async function lastChunkIn({ Chunks }: Tables, file: LogFileId): Promise<readonly number[]> {
  const filter = odata`PartitionKey eq ${ledgerPartition(file)}`;
  const times: number[] = [];
  for await (const { grantedAt, ingestedAt } of Chunks.listEntities<LedgerColumns>({
    queryOptions: { filter, select: ['grantedAt', 'ingestedAt'] },
  })) {
    for (const time of [grantedAt, ingestedAt]) if (time !== undefined) times.push(Date.parse(time));
  }
  return times;
}
