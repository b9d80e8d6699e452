import type { HttpRequest } from '@azure/functions';
import { z } from 'zod';
import { chunkBlobName, logFileIdentifier, type ChunkId } from '../store/chunk.js';
import type { ChunkStatus } from '../store/ledger.js';
import { findQuarantined, listQuarantined, type QuarantinedChunk } from '../store/quarantine-table.js';
import type { Tables } from '../store/tables.js';
import { authenticateOperator, authenticateReader } from './authenticate.js';
import { Problem } from './problem.js';
import { nextLink, pageSize, readQuery } from './read-query.js';
import type { Answer } from './route.js';

interface QuarantineServices {
  readonly tables: Tables;
  readonly now: () => Date;
}

const MAX_CHUNKS = 200;

const chunksQuery = z.object({ after: z.string().max(100).optional(), limit: pageSize(MAX_CHUNKS) });

/** `GET /api/v1/tenants/{tenant}/quarantine`: the chunks of a tenant that could not be read, and why. */
export async function getQuarantine(request: HttpRequest, services: QuarantineServices): Promise<Answer> {
  const { tenant = '' } = request.params;
  await authenticateReader(request, tenant, services);
  const { after, limit } = readQuery(request, chunksQuery);
  const chunks = await listQuarantined(services.tables, tenant, { after, limit });
  const next = nextLink(`/api/v1/tenants/${tenant}/quarantine`, { limit, after: chunks.at(-1)?.id }, chunks.length === limit);
  return { json: { chunks: chunks.map(quarantineResource), nextLink: next } };
}

/**
 * `POST /api/v1/tenants/{tenant}/quarantine/{chunk}/replay`: reads a chunk again, now that the cause is mended or Mailflow knows better.
 *
 * @param replay ingests a chunk from its blob and tells its status afterwards
 */
export async function postReplay(
  request: HttpRequest,
  services: QuarantineServices,
  replay: (chunk: ChunkId) => Promise<ChunkStatus>,
): Promise<Answer> {
  const { tenant = '', chunk: id = '' } = request.params;
  await authenticateOperator(request, tenant, services);
  const found = await findQuarantined(services.tables, tenant, id);
  if (found === undefined) throw new Problem('not-found', `Tenant “${tenant}” has no chunk “${id}” in quarantine.`);
  const status = await replay(found.chunk);
  const still = await findQuarantined(services.tables, tenant, id);
  return { json: { ...quarantineResource(still ?? found), status } };
}

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
