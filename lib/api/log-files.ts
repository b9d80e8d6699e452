import { z } from 'zod';
import { CODECS } from '../contract/codec.js';
import { STREAMS } from '../log/log-file.js';
import { logFileIdentifier, logFileOfIdentifier, type LogFileId } from '../store/chunk.js';
import { CHUNK_STATUSES } from '../store/ledger.js';
import { listChunks, proveLogFile } from '../store/log-file-ledger.js';
import { listLogFiles } from '../store/log-file-table.js';
import { oldestUningested } from '../store/open-grant-table.js';
import type { Tables } from '../store/tables.js';
import { READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { nextLinkSchema, time } from './parts-schema.js';
import { Problem } from './problem.js';
import { exactly } from './query-values.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';

/** Each file of a page is one range query of the ledger. */
const MAX_FILES = 50;
const MAX_CHUNKS = 200;

const range = { from: z.int(), to: z.int() };

export const logFileSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    server: z.string(),
    stream: z.enum(STREAMS),
    file: z.string(),
    date: time.describe('the #Date of its header'),
    ranges: z.array(z.object(range)).describe('what was ingested'),
    gaps: z.array(z.object({ ...range, ageSeconds: z.int() })),
    ingestedBytes: z.int(),
    end: z.int(),
    complete: z.boolean(),
    chunkCounts: z.partialRecord(z.enum(CHUNK_STATUSES), z.int()),
  })
  .meta({ id: 'LogFile', description: 'a log file, and which of its bytes are here' });

const chunkSchema = z
  .object({
    id: z.string(),
    ...range,
    codec: z.enum(CODECS),
    status: z.enum(CHUNK_STATUSES),
    grantedAt: time.optional(),
    ingestedAt: time.optional(),
    attempts: z.int().optional(),
    problem: z.string().optional(),
    sha256: z.string().optional().describe('of the bytes as they were shipped: with pseudonyms, where the shipper puts them'),
    delaySeconds: z.number().optional().describe('from the last record to ingestion'),
    bytes: z.int().optional(),
    lines: z.int().optional(),
    records: z.int().optional(),
    malformed: z.int().optional(),
    malformedExamples: z.array(z.string()).optional(),
    sessions: z.int().optional(),
    outcomes: z.record(z.string(), z.int()).optional(),
    leftOut: z
      .object({ sessions: z.int(), findings: z.int(), activity: z.int(), crossing: z.int() })
      .optional()
      .describe('sessions of a chunk that holds more than the tables take of one; docs/limits.md'),
    firstRecordAt: time.optional(),
    lastRecordAt: time.optional(),
  })
  .meta({ id: 'Chunk', description: 'what the ledger says of a chunk' });

/** The log files of a tenant, by server and stream, the newest first, and how much of each was ingested. */
export const listLogFilesRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/log-files',
  operationId: 'listLogFiles',
  tag: 'log files',
  summary: 'The log files of a tenant, and which of their bytes are here',
  access: READER,
  query: {
    server: exactly('the server’s name'),
    stream: z.enum(STREAMS).optional(),
    after: z
      .string()
      .max(2_000)
      .refine((name) => logFileOfIdentifier('', name) !== undefined, {
        error: 'is not what a nextLink gave: follow nextLink as it is, or leave “after” out to begin anew',
      })
      .optional()
      .describe('the log file with which the page before ended'),
    limit: pageSize(MAX_FILES),
  },
  answer: z
    .object({
      logFiles: z.array(logFileSchema),
      oldestUningestedSeconds: z.int().describe('for how long the oldest uploaded chunk has waited to be ingested; 0 is right'),
      nextLink: nextLinkSchema,
    })
    .meta({ id: 'LogFiles' }),
  async handle({ params: { tenant }, query: { after, ...query } }, { tables, now }: Doorkeeper) {
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
  },
});

/** One log file, and its chunks by where they begin. */
export const readLogFileRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/log-files/{file}',
  operationId: 'readLogFile',
  tag: 'log files',
  summary: 'One log file, chunk by chunk',
  access: READER,
  params: { file: z.string() },
  query: { after: z.string().max(100).optional(), limit: pageSize(MAX_CHUNKS) },
  answer: logFileSchema.extend({ chunks: z.array(chunkSchema), nextLink: nextLinkSchema }).meta({ id: 'LogFileDetail' }),
  async handle({ params: { tenant, file: name }, query }, { tables, now }: Doorkeeper) {
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
  },
});

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
