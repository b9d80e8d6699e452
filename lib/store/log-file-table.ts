import { odata } from '@azure/data-tables';
import { STREAMS, type Stream } from '../log/log-file.js';
import { fileKey, type LogFileId } from './chunk.js';
import { afterKey, key } from './keys.js';
import { newestFirst } from './newest-first.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';
import { deleteAll, upsertAll } from './transactions.js';

/**
 * The log files of a tenant, so that they can be listed without walking through the ledger, and those of them that are not known to be complete, so that
 * these can be looked at. Both rows are written when the first chunk of a file is granted; the second goes when the file was proven complete.
 *
 *   RowKey
 *   f|{server}|{stream}|{reversed #Date}|{file}    the newest of a stream first
 *   o|{server}|{stream}|{reversed #Date}|{file}    the same, not known to be complete
 */

type LogFileColumns = { server: string; stream: Stream; name: string; date: string };
type OpenColumns = LogFileColumns & { notedAt: string };

/** Notes log files of one tenant. Noting one again lets it be looked at again, and changes nothing else. */
export async function noteLogFiles({ LogFiles }: Tables, files: readonly LogFileId[], now: Date): Promise<void> {
  const rows = [...new Map(files.map((file) => [tailOf(file), file]))].flatMap(([tail, { tenant, server, stream, file }]) => {
    const known: LogFileColumns = { server, stream, name: file.name, date: file.date };
    const open: OpenColumns = { ...known, notedAt: now.toISOString() };
    const partitionKey = key(tenant);
    return [
      { partitionKey, rowKey: `${FILE}|${tail}`, ...known },
      { partitionKey, rowKey: `${OPEN}|${tail}`, ...open },
    ];
  });
  await upsertAll(LogFiles, rows);
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
      if (Date.parse(date) >= begunBefore.getTime()) next = `${FILE}|${ofStream}|${newestFirst(begunBefore.getTime() - 1)}`;
      else if (Date.parse(date) < begunSince.getTime()) next = afterKey(`${FILE}|${ofStream}`);
      else if (STREAMS.includes(stream)) yield { tenant, server: ofServer, stream, file: { name, date } };
      if (next !== undefined) break;
    }
  }
}

/** The row keys of a server, or of one of its streams, lie behind the first and before the second. */
function boundsOf(server: string | undefined, stream?: Stream): readonly [string, string] {
  const begin = server === undefined ? FILE : `${FILE}|${stream === undefined ? key(server) : key(server, stream)}`;
  return [`${begin}|`, afterKey(begin)];
}

/** A log file that is not known to be complete. */
export interface OpenLogFile extends LogFileId {
  /** When Mailflow heard of it, by our clock. */
  readonly notedAt: Date;
  readonly etag: string;
}

/** The log files of a tenant that are not known to be complete, by server and stream, the newest first: of each stream the newest, and the incomplete. */
export async function listOpenLogFiles({ LogFiles }: Tables, tenant: string): Promise<readonly OpenLogFile[]> {
  const filter = odata`PartitionKey eq ${key(tenant)} and RowKey gt ${OPEN} and RowKey lt ${afterKey(OPEN)}`;
  const files: OpenLogFile[] = [];
  for await (const row of LogFiles.listEntities<OpenColumns>({ queryOptions: { filter } })) {
    const { server, stream, name, date, notedAt, etag } = row;
    files.push({ tenant, server, stream, file: { name, date }, notedAt: new Date(notedAt), etag });
  }
  return files;
}

/** Takes a log file that was proven complete off the list, unless it was noted anew since it was read. */
export async function noteComplete({ LogFiles }: Tables, { etag, ...file }: OpenLogFile): Promise<void> {
  try {
    await LogFiles.deleteEntity(key(file.tenant), `${OPEN}|${tailOf(file)}`, { etag });
  } catch (error) {
    if (!isLostRace(error) && !isNotFound(error)) throw error;
  }
}

/** Takes a log file off the lists: the ledger knows no chunk of it any more. */
export async function forgetLogFile({ LogFiles }: Tables, file: LogFileId): Promise<void> {
  const tail = tailOf(file);
  await deleteAll(
    LogFiles,
    [FILE, OPEN].map((list) => ({ partitionKey: key(file.tenant), rowKey: `${list}|${tail}` })),
  );
}

const FILE = 'f';
const OPEN = 'o';

function logFileKey(file: Omit<LogFileId, 'tenant'>): string {
  return `${FILE}|${tailOf(file)}`;
}

/** What both rows of a file have in common. */
function tailOf({ server, stream, file }: Omit<LogFileId, 'tenant'>): string {
  return `${key(server, stream)}|${newestFirst(Date.parse(file.date))}|${key(fileKey(file))}`;
}
