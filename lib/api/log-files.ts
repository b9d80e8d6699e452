import type { HttpRequest } from '@azure/functions';
import { z } from 'zod';
import { STREAMS } from '../log/log-file.js';
import { logFileIdentifier, logFileOfIdentifier, type LogFileId } from '../store/chunk.js';
import { listChunks, proveLogFile } from '../store/log-file-ledger.js';
import { listLogFiles } from '../store/log-file-table.js';
import { oldestUningested } from '../store/open-grant-table.js';
import type { Tables } from '../store/tables.js';
import { authenticateReader } from './authenticate.js';
import { Problem } from './problem.js';
import { nextLink, pageSize, readQuery } from './read-query.js';
import type { Answer } from './route.js';

interface LedgerServices {
  readonly tables: Tables;
  readonly now: () => Date;
}

/** Each file of a page is one range query of the ledger. */
const MAX_FILES = 50;
const MAX_CHUNKS = 200;

const filesQuery = z.object({
  server: z.string().optional(),
  stream: z.enum(STREAMS).optional(),
  after: z.string().optional(),
  limit: pageSize(MAX_FILES),
});

/** `GET /api/v1/tenants/{tenant}/log-files`: the log files of a tenant, by server and stream, the newest first, and how much of each was ingested. */
export async function getLogFiles(request: HttpRequest, { tables, now }: LedgerServices): Promise<Answer> {
  const { tenant = '' } = request.params;
  await authenticateReader(request, tenant, { tables, now });
  const { after, ...query } = readQuery(request, filesQuery);
  const files = await listLogFiles(tables, tenant, { ...query, after: after === undefined ? undefined : fileNamed(tenant, after) });
  const last = files.at(-1);
  const [waitsSince, logFiles] = await Promise.all([
    oldestUningested(tables, tenant),
    Promise.all(files.map((file) => logFileResource(file, tables, now()))),
  ]);
  return {
    json: {
      logFiles,
      oldestUningestedSeconds: waitsSince === undefined ? 0 : secondsSince(waitsSince.getTime(), now()),
      nextLink: nextLink(
        `/api/v1/tenants/${tenant}/log-files`,
        { ...query, after: last && logFileIdentifier(last) },
        files.length === query.limit,
      ),
    },
  };
}

const chunksQuery = z.object({ after: z.string().max(100).optional(), limit: pageSize(MAX_CHUNKS) });

/** `GET /api/v1/tenants/{tenant}/log-files/{file}`: one log file, and its chunks by where they begin. */
export async function getLogFile(request: HttpRequest, { tables, now }: LedgerServices): Promise<Answer> {
  const { tenant = '', file: name = '' } = request.params;
  await authenticateReader(request, tenant, { tables, now });
  const query = readQuery(request, chunksQuery);
  const file = fileNamed(tenant, name);
  const [resource, chunks] = await Promise.all([logFileResource(file, tables, now()), listChunks(tables, file, query)]);
  if (resource.end === 0) throw new Problem('not-found', `Tenant “${tenant}” has no log file “${name}”.`);
  return {
    json: {
      ...resource,
      chunks,
      nextLink: nextLink(resource.url, { limit: query.limit, after: chunks.at(-1)?.id }, chunks.length === query.limit),
    },
  };
}

/** @throws {Problem} not-found: what is no name is a name of nothing. */
function fileNamed(tenant: string, name: string): LogFileId {
  const file = logFileOfIdentifier(tenant, name);
  if (file === undefined)
    throw new Problem('not-found', `“${name}” is not how a log file is named: it begins with the server and the stream.`);
  return file;
}

async function logFileResource(file: LogFileId, tables: Tables, now: Date) {
  const { gaps, ...proof } = await proveLogFile(tables, file);
  const id = logFileIdentifier(file);
  return {
    id,
    url: `/api/v1/tenants/${file.tenant}/log-files/${encodeURIComponent(id)}`,
    server: file.server,
    stream: file.stream,
    file: file.file.name,
    date: file.file.date,
    ...proof,
    gaps: gaps.map(({ from, to, since }) => ({ from, to, ageSeconds: secondsSince(since, now) })),
  };
}

function secondsSince(time: number, now: Date): number {
  return Math.max(0, Math.round((now.getTime() - time) / 1000));
}
