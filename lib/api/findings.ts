import { z } from 'zod';
import type { Correlated } from '../correlation/correlated.js';
import type { Finding, FindingSample } from '../diagnosis/finding.js';
import { stateOf } from '../diagnosis/finding-state.js';
import { worstFirst } from '../diagnosis/tally-findings.js';
import type { RawServices } from '../ingest/raw-session.js';
import { pageOfFindings } from '../store/finding-list.js';
import { findFinding, findFindings, type StoredFinding } from '../store/finding-table.js';
import { READER } from './access.js';
import { correlator } from './correlated-findings.js';
import { healthBeside } from './finding-health.js';
import { findingFilter, findingQuery } from './finding-query.js';
import { findingDetailSchema, findingSchema } from './finding-schema.js';
import { pageToken, pageTokenOf, placeIn } from './page-token.js';
import { nextLinkSchema } from './parts-schema.js';
import { Problem } from './problem.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';

export interface FindingServices extends RawServices {
  readonly now: () => Date;
}

/** Each is held against the inventory of its server, and has all its texts and evidence. */
const MAX_FINDINGS = 100;
const USUAL_FINDINGS = 50;

/** A row of the list: condition, severity, reversed time, and the finding's id. */
export const LISTED_FINDING = /^l\|[fr]\|\d\|\d{16}\|[\w.=-]{1,200}$/;

/** The findings of a tenant, page by page, held against the inventory of their servers. */
export const listFindingsRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/findings',
  operationId: 'listFindings',
  tag: 'findings',
  summary: 'Findings of a tenant, worst first',
  description:
    'A page takes a bounded number of reads, so with filters it may be short, or empty, and have a next one. Order and filters go by what the logs say; the inventory may have shown that one is less bad than it looked.',
  access: READER,
  query: { ...findingQuery, after: pageTokenOf(LISTED_FINDING), limit: pageSize(MAX_FINDINGS, USUAL_FINDINGS) },
  answer: z.object({ findings: z.array(findingSchema), nextLink: nextLinkSchema }).meta({ id: 'Findings' }),
  async handle({ params: { tenant }, query }, services: FindingServices) {
    const { tables } = services;
    const now = services.now();
    const { after, limit, order } = query;
    const page = await pageOfFindings(tables, tenant, {
      ...findingFilter(query),
      ...{ order, limit, now },
      after: after === undefined ? undefined : placeIn(after),
    });
    // The list names the servers, so their inventories are read beside the findings.
    const [stored, correlated] = await Promise.all([
      findFindings(
        tables,
        tenant,
        page.items.map(({ findingId }) => findingId),
      ),
      correlator(
        tables,
        tenant,
        page.items.map(({ server }) => server),
      ),
    ]);
    const findings = stored.map((one) => resource(one, correlated(one.finding), now));
    const path = `/api/v1/tenants/${tenant}/findings`;
    return {
      json: {
        findings: order === 'worst' ? findings.sort(failingFirst) : findings,
        nextLink: nextLink(path, { ...query, after: page.next && pageToken(page.next) }, page.next !== undefined),
      },
    };
  },
});

/** The inventory may have shown that one is less bad than it looked. */
function failingFirst(a: FindingResource, b: FindingResource): number {
  return Number(a.state === 'recovered') - Number(b.state === 'recovered') || worstFirst(a, b);
}

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
  const [health, correlated] = await Promise.all([healthBeside(services, stored), correlator(services.tables, tenant, [stored.server])]);
  const finding = correlated(stored.finding, health.circumstances);
  return {
    json: { ...resource(stored, finding, services.now()), beginning: health.beginning, recovery: health.recovery },
    etag: stored.etag,
  };
}

/** Where the API gives a tenant's session. */
export function sessionUrl(tenant: string, session: string): string {
  return `/api/v1/tenants/${tenant}/sessions/${encodeURIComponent(session)}`;
}

type FindingResource = ReturnType<typeof resource>;

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
