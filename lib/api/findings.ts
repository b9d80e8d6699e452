import type { HttpRequest } from '@azure/functions';
import type { FindingSample } from '../diagnosis/finding.js';
import { stateOf } from '../diagnosis/finding-state.js';
import { worstFirst } from '../diagnosis/tally-findings.js';
import type { ReadChunkBlob } from '../store/chunk-blob.js';
import { findFinding, listFindings, type StoredFinding } from '../store/finding-table.js';
import type { Tables } from '../store/tables.js';
import { authenticateReader } from './authenticate.js';
import { healthBeside } from './finding-health.js';
import { Problem } from './problem.js';
import type { Answer } from './route.js';

interface ReadServices {
  readonly tables: Tables;
  readonly readChunkBlob: ReadChunkBlob;
  readonly now: () => Date;
}

/** `GET /api/v1/tenants/{tenant}/findings`: the findings of a tenant, worst first. */
export async function getFindings(request: HttpRequest, services: ReadServices): Promise<Answer> {
  const { tenant = '' } = request.params;
  await authenticateReader(request, tenant, services);
  const findings = await listFindings(services.tables, tenant);
  return {
    json: {
      findings: findings.toSorted((a, b) => worstFirst(a.finding, b.finding)).map((finding) => findingResource(finding, services.now())),
    },
  };
}

/** `GET /api/v1/tenants/{tenant}/findings/{finding}`: one finding, with how it began and whether mail flows again. */
export async function getFinding(request: HttpRequest, services: ReadServices): Promise<Answer> {
  const { tenant = '', finding: id = '' } = request.params;
  await authenticateReader(request, tenant, services);
  const stored = await findFinding(services.tables, tenant, id);
  if (stored === undefined) throw new Problem('not-found', `Tenant “${tenant}” has no finding “${id}”.`);
  return { json: { ...findingResource(stored, services.now()), ...(await healthBeside(services, stored)) }, etag: stored.etag };
}

/** Where the API gives a tenant's session. */
export function sessionUrl(tenant: string, session: string): string {
  return `/api/v1/tenants/${tenant}/sessions/${encodeURIComponent(session)}`;
}

function findingResource({ tenant, finding, condition, handling }: StoredFinding, now: Date) {
  const withUrl = (sample: FindingSample) => ({
    ...sample,
    ...(sample.session !== undefined && { url: sessionUrl(tenant, sample.session) }),
  });
  return {
    ...finding,
    tenant,
    state: stateOf(condition, handling, finding.lastSeen, now),
    handling,
    url: `/api/v1/tenants/${tenant}/findings/${finding.id}`,
    samples: finding.samples.map(withUrl),
    first: withUrl(finding.first),
  };
}
