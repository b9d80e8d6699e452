import type { HttpRequest } from '@azure/functions';
import type { Correlated } from '../correlation/correlated.js';
import type { Finding } from '../diagnosis/finding.js';
import { worstFirst } from '../diagnosis/tally-findings.js';
import { findFinding, listFindings } from '../store/finding-table.js';
import type { Tables } from '../store/tables.js';
import { authenticateReader } from './authenticate.js';
import { correlated } from './correlated-findings.js';
import { Problem } from './problem.js';
import type { Answer } from './route.js';

interface ReadServices {
  readonly tables: Tables;
  readonly now: () => Date;
}

/** `GET /api/v1/tenants/{tenant}/findings`: the findings of a tenant, worst first, held against the inventory of their servers. */
export async function getFindings(request: HttpRequest, services: ReadServices): Promise<Answer> {
  const { tenant = '' } = request.params;
  await authenticateReader(request, tenant, services);
  const findings = (await listFindings(services.tables, tenant)).map(({ finding }) => finding).sort(worstFirst);
  return { json: { findings: (await correlated(services.tables, tenant, findings)).map((finding) => findingResource(tenant, finding)) } };
}

/** `GET /api/v1/tenants/{tenant}/findings/{finding}`: one finding, likewise. */
export async function getFinding(request: HttpRequest, services: ReadServices): Promise<Answer> {
  const { tenant = '', finding: id = '' } = request.params;
  await authenticateReader(request, tenant, services);
  const stored = await findFinding(services.tables, tenant, id);
  const [finding] = stored === undefined ? [] : await correlated(services.tables, tenant, [stored.finding]);
  if (finding === undefined) throw new Problem('not-found', `Tenant “${tenant}” has no finding “${id}”.`);
  return { json: findingResource(tenant, finding) };
}

/** Where the API gives a tenant's session. */
export function sessionUrl(tenant: string, session: string): string {
  return `/api/v1/tenants/${tenant}/sessions/${encodeURIComponent(session)}`;
}

function findingResource(tenant: string, finding: Correlated<Finding>) {
  return {
    ...finding,
    tenant,
    url: `/api/v1/tenants/${tenant}/findings/${finding.id}`,
    samples: finding.samples.map((sample) => ({
      ...sample,
      ...(sample.session !== undefined && { url: sessionUrl(tenant, sample.session) }),
    })),
  };
}
