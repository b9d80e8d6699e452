import type { HttpRequest } from '@azure/functions';
import type { Correlated } from '../correlation/correlated.js';
import type { Finding, FindingSample } from '../diagnosis/finding.js';
import { stateOf } from '../diagnosis/finding-state.js';
import { worstFirst } from '../diagnosis/tally-findings.js';
import type { RawServices } from '../ingest/raw-session.js';
import { findFinding, listFindings, type StoredFinding } from '../store/finding-table.js';
import { authenticateReader } from './authenticate.js';
import { correlated } from './correlated-findings.js';
import { healthBeside } from './finding-health.js';
import { Problem } from './problem.js';
import type { Answer } from './route.js';

interface ReadServices extends RawServices {
  readonly now: () => Date;
}

/** `GET /api/v1/tenants/{tenant}/findings`: the findings of a tenant, worst first, held against the inventory of their servers. */
export async function getFindings(request: HttpRequest, services: ReadServices): Promise<Answer> {
  const { tenant = '' } = request.params;
  await authenticateReader(request, tenant, services);
  const stored = await listFindings(services.tables, tenant);
  const findings = await correlated(
    services.tables,
    tenant,
    stored.map(({ finding }) => ({ finding })),
  );
  const now = services.now();
  // The inventory may have shown that one is less bad than it looked.
  return { json: { findings: stored.flatMap((one, index) => resources(one, findings[index], now)).sort(worstFirst) } };
}

/** `GET /api/v1/tenants/{tenant}/findings/{finding}`: one finding, with how it began and whether mail flows again. */
export async function getFinding(request: HttpRequest, services: ReadServices): Promise<Answer> {
  const { tenant = '', finding: id = '' } = request.params;
  await authenticateReader(request, tenant, services);
  const stored = await findFinding(services.tables, tenant, id);
  if (stored === undefined) throw new Problem('not-found', `Tenant “${tenant}” has no finding “${id}”.`);
  const health = await healthBeside(services, stored);
  const [finding] = await correlated(services.tables, tenant, [{ finding: stored.finding, circumstances: health.circumstances }]);
  const [resource] = resources(stored, finding, services.now());
  return { json: { ...resource, beginning: health.beginning, recovery: health.recovery }, etag: stored.etag };
}

/** Where the API gives a tenant's session. */
export function sessionUrl(tenant: string, session: string): string {
  return `/api/v1/tenants/${tenant}/sessions/${encodeURIComponent(session)}`;
}

function resources({ tenant, condition, handling }: StoredFinding, finding: Correlated<Finding> | undefined, now: Date) {
  if (finding === undefined) return [];
  const withUrl = (sample: FindingSample) => ({
    ...sample,
    ...(sample.session !== undefined && { url: sessionUrl(tenant, sample.session) }),
  });
  return [
    {
      ...finding,
      tenant,
      state: stateOf(condition, handling, finding.lastSeen, now),
      handling,
      url: `/api/v1/tenants/${tenant}/findings/${finding.id}`,
      samples: finding.samples.map(withUrl),
      first: withUrl(finding.first),
    },
  ];
}
