import { STREAMS } from '../log/log-file.js';
import type { LogFileId } from './chunk.js';
import { listLogFiles } from './log-file-table.js';
import type { Tables } from './tables.js';

/** A name and a date behind which no log file of a stream stands: the newest come first. */
const LAST_OF_A_STREAM = { name: '~', date: new Date(0).toISOString() };

/**
 * The newest log file of each stream of each server of a tenant. The files between are jumped over: one look of one row for each stream that there is,
 * and one that finds no more.
 *
 * @param limit streams that are looked at
 */
export async function newestLogFiles(tables: Tables, tenant: string, limit: number): Promise<readonly LogFileId[]> {
  const newest: LogFileId[] = [];
  while (newest.length < limit) {
    const before = newest.at(-1);
    const after = before === undefined ? undefined : { server: before.server, stream: before.stream, file: LAST_OF_A_STREAM };
    const [next] = await listLogFiles(tables, tenant, { after, limit: 1 });
    if (next === undefined) break;
    newest.push(next);
  }
  return newest;
}

/** Streams of one server at the most. */
export const STREAMS_OF_A_SERVER = STREAMS.length;
