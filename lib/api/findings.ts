import { z } from 'zod';
import type { Correlated } from '../correlation/correlated.js';
import type { Finding, FindingSample } from '../diagnosis/finding.js';
import { stateOf } from '../diagnosis/finding-state.js';
import { worstFirst } from '../diagnosis/tally-findings.js';
import type { RawServices } from '../ingest/raw-session.js';
import { findFinding, listFindings, type StoredFinding } from '../store/finding-table.js';
import { READER } from './access.js';
import { correlator } from './correlated-findings.js';
import { healthBeside } from './finding-health.js';
import { findingDetailSchema, findingSchema } from './finding-schema.js';
import { Problem } from './problem.js';
import { declareRoute } from './route.js';

export interface FindingServices extends RawServices {
  readonly now: () => Date;
}

/** The findings of a tenant, worst first, held against the inventory of their servers. */
export const listFindingsRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/findings',
  operationId: 'listFindings',
  tag: 'findings',
  summary: 'Findings of a tenant, worst first',
  access: READER,
  answer: z.object({ findings: z.array(findingSchema) }).meta({ id: 'Findings' }),
  async handle({ params: { tenant } }, services: FindingServices) {
    const stored = await listFindings(services.tables, tenant);
    const correlatedWith = correlator(services.tables, tenant);
    const now = services.now();
    const findings = await Promise.all(stored.map(async (one) => resource(one, await correlatedWith(one.finding), now)));
    // The inventory may have shown that one is less bad than it looked.
    return { json: { findings: findings.sort(worstFirst) } };
  },
});

/** One finding, with how it began and whether mail flows again. */
export const readFindingRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/findings/{finding}',
  operationId: 'readFinding',
  tag: 'findings',
  summary: 'One finding: also how it began, and the proof that mail flows again',
  access: READER,
  params: { finding: z.string() },
  answer: findingDetailSchema,
  handle: ({ params: { tenant, finding } }, services: FindingServices) => findingAnswer(services, tenant, finding),
});

/** A finding by itself, with the ETag under which it can be changed. @throws {Problem} not-found */
export async function findingAnswer(services: FindingServices, tenant: string, id: string) {
  const stored = await findFinding(services.tables, tenant, id);
  if (stored === undefined) throw new Problem('not-found', `Tenant “${tenant}” has no finding “${id}”.`);
  const health = await healthBeside(services, stored);
  const finding = await correlator(services.tables, tenant)(stored.finding, health.circumstances);
  return {
    json: { ...resource(stored, finding, services.now()), beginning: health.beginning, recovery: health.recovery },
    etag: stored.etag,
  };
}

/** Where the API gives a tenant's session. */
export function sessionUrl(tenant: string, session: string): string {
  return `/api/v1/tenants/${tenant}/sessions/${encodeURIComponent(session)}`;
}

function resource({ tenant, condition, handling }: StoredFinding, finding: Correlated<Finding>, now: Date) {
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
