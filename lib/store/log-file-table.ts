import { odata, type TableEntity } from '@azure/data-tables';
import { STREAMS, type LogFile, type Stream } from '../log/log-file.js';
import { fileKey, type LogFileId } from './chunk.js';
import { afterKey, key } from './keys.js';
import { newestFirst } from './newest-first.js';
import type { Tables } from './tables.js';
import { upsertAll } from './transactions.js';

/**
 * The log files of a tenant, so that they can be listed without walking through the ledger. A row is written when the first chunk of a file is
 * granted, and never again.
 *
 *   RowKey
 *   {server}|{stream}|{reversed #Date}|{file}    the newest of a stream first
 */

type LogFileColumns = { server: string; stream: Stream; name: string; date: string };

/** Notes log files of one tenant. Noting one again changes nothing. */
export async function noteLogFiles({ LogFiles }: Tables, files: readonly LogFileId[]): Promise<void> {
  const rows = files.map((file): TableEntity<LogFileColumns> => ({
    partitionKey: key(file.tenant),
    rowKey: logFileKey(file),
    server: file.server,
    stream: file.stream,
    name: file.file.name,
    date: file.file.date,
  }));
  await upsertAll(LogFiles, [...new Map(rows.map((row) => [row.rowKey, row])).values()]);
}

/** Which log files of a tenant are asked for. */
export interface LogFileQuery {
  readonly server?: string | undefined;
  readonly stream?: Stream | undefined;
  /** The last one of the page before. */
  readonly after?: Omit<LogFileId, 'tenant'> | undefined;
  readonly limit: number;
}

/** Log files of a tenant, by server and stream, the newest first. */
export async function listLogFiles(
  { LogFiles }: Tables,
  tenant: string,
  { server, stream, after, limit }: LogFileQuery,
): Promise<readonly LogFileId[]> {
  const [begin, end] = boundsOf(server, stream);
  const from = after === undefined ? begin : logFileKey(after);
  const ofStream = stream === undefined ? '' : odata` and stream eq ${stream}`;
  const filter = `${odata`PartitionKey eq ${key(tenant)} and RowKey gt ${from} and RowKey lt ${end}`}${ofStream}`;
  const files: LogFileId[] = [];
  for await (const page of LogFiles.listEntities<LogFileColumns>({ queryOptions: { filter } }).byPage({ maxPageSize: limit })) {
    for (const row of page) {
      if (!STREAMS.includes(row.stream)) continue;
      files.push({ tenant, server: row.server, stream: row.stream, file: { name: row.name, date: row.date } });
    }
    if (files.length >= limit) break;
  }
  return files.slice(0, limit);
}

/** Of which time the log files are to be. */
export interface LogFilePeriod {
  /** One server; otherwise all. */
  readonly server: string | undefined;
  /** Whose `#Date` is not before this … */
  readonly begunSince: Date;
  /** … and before that. */
  readonly begunBefore: Date;
}

/**
 * The log files of a tenant that were begun within a period, by server and stream, the newest first. What a stream has beside is jumped over, so a short
 * period is found as fast among a year's files as among a day's.
 *
 * @param from goes on with this one
 */
export async function* logFilesOf(
  { LogFiles }: Tables,
  tenant: string,
  { server, begunSince, begunBefore }: LogFilePeriod,
  from?: { readonly file: LogFileId; readonly isDone: boolean },
): AsyncGenerator<LogFileId> {
  const [begin, end] = boundsOf(server);
  let next: string | undefined = from === undefined ? begin : logFileKey(from.file) + (from.isDone ? '~' : '');
  while (next !== undefined) {
    const filter: string = odata`PartitionKey eq ${key(tenant)} and RowKey ge ${next} and RowKey lt ${end}`;
    next = undefined;
    for await (const { server: ofServer, stream, name, date } of LogFiles.listEntities<LogFileColumns>({ queryOptions: { filter } })) {
      const ofStream = key(ofServer, stream);
      if (Date.parse(date) >= begunBefore.getTime()) next = `${ofStream}|${newestFirst(begunBefore.getTime() - 1)}`;
      else if (Date.parse(date) < begunSince.getTime()) next = afterKey(ofStream);
      else if (STREAMS.includes(stream)) yield { tenant, server: ofServer, stream, file: { name, date } };
      if (next !== undefined) break;
    }
  }
}

/** The row keys of a server, or of one of its streams, lie behind the first and before the second. */
function boundsOf(server: string | undefined, stream?: Stream): readonly [string, string] {
  if (server === undefined) return ['', '~'];
  const begin = stream === undefined ? key(server) : key(server, stream);
  return [`${begin}|`, afterKey(begin)];
}

function logFileKey({ server, stream, file }: { server: string; stream: Stream; file: LogFile }): string {
  return `${key(server, stream)}|${newestFirst(Date.parse(file.date))}|${key(fileKey(file))}`;
}
