import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { STREAMS } from '../log/log-file.js';
import { listLogFiles } from '../store/log-file-table.js';
import {
  cancelRediagnosis,
  findRediagnosis,
  listRediagnoses,
  MAX_OPEN_REDIAGNOSES,
  REDIAGNOSIS_STATUSES,
  requestRediagnosis,
  type Rediagnosis,
} from '../store/rediagnosis-table.js';
import { OPERATOR, READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { nextLinkSchema, time } from './parts-schema.js';
import { Problem } from './problem.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';

const MAX_REDIAGNOSES = 100;

const rediagnosisSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    since: time,
    until: time,
    server: z.string().nullable().describe('null: all servers of the tenant'),
    status: z.enum(REDIAGNOSIS_STATUSES),
    requestedAt: time,
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    filesDone: z.int(),
    filesTotal: z.int().nullable().describe('null before they were counted'),
    at: z
      .object({ server: z.string(), stream: z.enum(STREAMS), file: z.string(), date: time })
      .nullable()
      .describe('the log file that was read last'),
    chunksRead: z.int(),
    bytesRead: z.int().describe('raw log'),
    chunksMissing: z.int().describe('whose blobs are not kept any more; what was said of them stays'),
    chunksFailed: z.int().describe('that could not be read; likewise'),
    missing: z.array(z.string()).describe('blobs, the first hundred'),
    failed: z.array(z.object({ blob: z.string(), error: z.object({ name: z.string(), message: z.string(), place: z.string() }) })),
  })
  .meta({ id: 'Rediagnosis' });

const requestSchema = z
  .strictObject({
    since: z.iso.datetime({ offset: true, error: 'a moment such as 2026-11-24T00:00:00Z' }),
    until: z.iso.datetime({ offset: true, error: 'a moment such as 2026-11-25T00:00:00Z' }),
    server: z.string().min(1).optional(),
  })
  .refine(({ since, until }) => Date.parse(since) < Date.parse(until), { path: ['until'], error: '“until” must be later than “since”' })
  .meta({ id: 'RediagnosisRequest' });

/** Today's rules are to be run over the raw chunks of a time range, in the background. */
export const rediagnoseRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/tenants/{tenant}/rediagnose',
  operationId: 'rediagnose',
  tag: 'rediagnoses',
  summary: 'Has today’s rules run over the logs of a time range, in the background',
  access: OPERATOR,
  audit: 'rediagnosis.asked',
  body: requestSchema,
  status: 202,
  answer: rediagnosisSchema,
  async handle({ params: { tenant }, body: { since, until, server } }, { tables, now }: Doorkeeper) {
    if (server !== undefined && (await listLogFiles(tables, tenant, { server, limit: 1 })).length === 0)
      throw new Problem('invalid-request', `“server”: tenant “${tenant}” has no log of “${server}”.`);
    const range = { tenant, since: new Date(since), until: new Date(until), server };
    const rediagnosis = await requestRediagnosis(tables, range, now(), randomBytes(2).toString('hex'));
    if (rediagnosis === undefined)
      throw new Problem(
        'too-many-open',
        `Tenant “${tenant}” has ${MAX_OPEN_REDIAGNOSES} re-diagnoses under way. Wait until one of them is done, or cancel one.`,
      );
    return { json: rediagnosisResource(rediagnosis), audited: { target: rediagnosis.id, detail: { since, until, server } } };
  },
});

/** The re-diagnoses of a tenant. */
export const listRediagnosesRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/rediagnoses',
  operationId: 'listRediagnoses',
  tag: 'rediagnoses',
  summary: 'The re-diagnoses of a tenant, the newest first',
  access: READER,
  query: { after: z.string().max(100).optional(), limit: pageSize(MAX_REDIAGNOSES) },
  answer: z.object({ rediagnoses: z.array(rediagnosisSchema), nextLink: nextLinkSchema }).meta({ id: 'Rediagnoses' }),
  async handle({ params: { tenant }, query: { after, limit } }, { tables }: Doorkeeper) {
    const rediagnoses = await listRediagnoses(tables, tenant, { after, limit });
    const next = nextLink(pathOf(tenant), { limit, after: rediagnoses.at(-1)?.id }, rediagnoses.length === limit);
    return { json: { rediagnoses: rediagnoses.map(rediagnosisResource), nextLink: next } };
  },
});

/** How far one has come, and what it met. */
export const readRediagnosisRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/rediagnoses/{rediagnosis}',
  operationId: 'readRediagnosis',
  tag: 'rediagnoses',
  summary: 'How far a re-diagnosis has come, and what it met',
  access: READER,
  params: { rediagnosis: z.string() },
  answer: rediagnosisSchema,
  async handle({ params: { tenant, rediagnosis: id } }, { tables }: Doorkeeper) {
    return { json: rediagnosisResource(known(await findRediagnosis(tables, { tenant, id }), tenant, id)) };
  },
});

/** Ends one before its time. */
export const cancelRediagnosisRoute = declareRoute({
  method: 'DELETE',
  path: '/api/v1/tenants/{tenant}/rediagnoses/{rediagnosis}',
  operationId: 'cancelRediagnosis',
  tag: 'rediagnoses',
  summary: 'Cancels a re-diagnosis; what it has read till then stays, and it goes on being listed',
  access: OPERATOR,
  audit: 'rediagnosis.cancelled',
  params: { rediagnosis: z.string() },
  answer: rediagnosisSchema,
  async handle({ params: { tenant, rediagnosis: id } }, { tables, now }: Doorkeeper) {
    return { json: rediagnosisResource(known(await cancelRediagnosis(tables, { tenant, id }, now()), tenant, id)) };
  },
});

function known(rediagnosis: Rediagnosis | undefined, tenant: string, id: string): Rediagnosis {
  if (rediagnosis === undefined) throw new Problem('not-found', `Tenant “${tenant}” has no re-diagnosis “${id}”.`);
  return rediagnosis;
}

function rediagnosisResource({ id, tenant, since, until, server, status, requestedAt, startedAt, finishedAt, progress }: Rediagnosis) {
  const { file, filesDone, filesTotal, chunksRead, bytesRead, chunksMissing, chunksFailed, missing, failed } = progress;
  return {
    id,
    url: `${pathOf(tenant)}/${id}`,
    since: since.toISOString(),
    until: until.toISOString(),
    server: server ?? null,
    status,
    requestedAt: requestedAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    filesDone,
    // More may have come since they were counted.
    filesTotal: filesTotal === undefined ? null : Math.max(filesTotal, filesDone),
    at: file === undefined ? null : { server: file.server, stream: file.stream, file: file.file.name, date: file.file.date },
    ...{ chunksRead, bytesRead, chunksMissing, chunksFailed, missing, failed },
  };
}

function pathOf(tenant: string): string {
  return `/api/v1/tenants/${tenant}/rediagnoses`;
}
