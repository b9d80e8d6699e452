import { z } from 'zod';
import type { ChunkServices } from '../ingest/chunk-services.js';
import { replayChunk } from '../ingest/replay-chunk.js';
import { CODECS } from '../contract/codec.js';
import { STREAMS } from '../log/log-file.js';
import { chunkBlobName, logFileIdentifier } from '../store/chunk.js';
import { CHUNK_STATUSES } from '../store/ledger.js';
import { findQuarantined, listQuarantined, type QuarantinedChunk } from '../store/quarantine-table.js';
import { OPERATOR, READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { nextLinkSchema, time } from './parts-schema.js';
import { Problem } from './problem.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';

const MAX_CHUNKS = 200;

const quarantinedSchema = z
  .object({
    id: z.string(),
    replayUrl: z.string(),
    logFileUrl: z.string(),
    blob: z.string(),
    server: z.string(),
    stream: z.enum(STREAMS),
    file: z.string(),
    date: time,
    from: z.int(),
    to: z.int(),
    codec: z.enum(CODECS),
    error: z.object({ name: z.string(), message: z.string(), place: z.string() }),
    attempts: z.int(),
    failedAt: time,
  })
  .meta({ id: 'QuarantinedChunk' });

/** The chunks of a tenant that could not be read, and why. */
export const listQuarantineRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/quarantine',
  operationId: 'listQuarantine',
  tag: 'quarantine',
  summary: 'Chunks that could not be read, and why',
  access: READER,
  query: { after: z.string().max(100).optional(), limit: pageSize(MAX_CHUNKS) },
  answer: z.object({ chunks: z.array(quarantinedSchema), nextLink: nextLinkSchema }).meta({ id: 'Quarantine' }),
  async handle({ params: { tenant }, query: { after, limit } }, { tables }: Doorkeeper) {
    const chunks = await listQuarantined(tables, tenant, { after, limit });
    const next = nextLink(`/api/v1/tenants/${tenant}/quarantine`, { limit, after: chunks.at(-1)?.id }, chunks.length === limit);
    return { json: { chunks: chunks.map(quarantineResource), nextLink: next } };
  },
});

/** Reads a chunk again, now that the cause is mended or Mailflow knows better. */
export const replayQuarantinedRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/tenants/{tenant}/quarantine/{chunk}/replay',
  operationId: 'replayQuarantined',
  tag: 'quarantine',
  summary: 'Reads a chunk in quarantine again',
  access: OPERATOR,
  audit: 'chunk.replayed',
  params: { chunk: z.string() },
  answer: quarantinedSchema.extend({ status: z.enum(CHUNK_STATUSES) }).meta({ id: 'ReplayedChunk' }),
  async handle({ params: { tenant, chunk: id } }, services: ChunkServices) {
    const found = await findQuarantined(services.tables, tenant, id);
    if (found === undefined) throw new Problem('not-found', `Tenant “${tenant}” has no chunk “${id}” in quarantine.`);
    const status = await replayChunk(found.chunk, services);
    const still = await findQuarantined(services.tables, tenant, id);
    return { json: { ...quarantineResource(still ?? found), status }, audited: { target: id } };
  },
});

function quarantineResource({ id, chunk, failure, attempts, failedAt }: QuarantinedChunk) {
  const { tenant, server, stream, file, from, to, codec } = chunk;
  return {
    id,
    replayUrl: `/api/v1/tenants/${tenant}/quarantine/${id}/replay`,
    logFileUrl: `/api/v1/tenants/${tenant}/log-files/${encodeURIComponent(logFileIdentifier(chunk))}`,
    blob: chunkBlobName(chunk),
    ...{ server, stream, file: file.name, date: file.date, from, to, codec },
    error: failure,
    attempts,
    failedAt,
  };
}
