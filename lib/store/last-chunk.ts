import { STREAMS } from '../log/log-file.js';
import { readTimedChunks } from './log-file-ledger.js';
import { listLogFiles } from './log-file-table.js';
import type { ServerId } from './server-table.js';
import type { Tables } from './tables.js';

/**
 * When a chunk of this server's logs was asked for or ingested last: milliseconds since 1970, UTC, by our clock; `undefined` when none ever was. One look
 * at the newest log file of each stream.
 */
export async function lastChunkAt(tables: Tables, { tenant, server }: ServerId): Promise<number | undefined> {
  const newest = await Promise.all(STREAMS.map((stream) => listLogFiles(tables, tenant, { server, stream, limit: 1 })));
  const chunks = await Promise.all(newest.flat().map((file) => readTimedChunks(tables, file)));
  const last = Math.max(...chunks.flat().map(({ knownSince, ingestedAt }) => ingestedAt ?? knownSince));
  return Number.isFinite(last) ? last : undefined;
}
