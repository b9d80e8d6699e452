import type { HttpRequest } from '@azure/functions';
import { listObservations } from '../store/observation-table.js';
import type { Tables } from '../store/tables.js';
import { openWorstFirst } from '../watch/observation-life.js';
import { authenticateReader } from './authenticate.js';
import type { Answer } from './route.js';

/** `GET /api/v1/tenants/{tenant}/observations`: what watches see of a tenant: those that hold first, the worst first. */
export async function getObservations(
  request: HttpRequest,
  services: { readonly tables: Tables; readonly now: () => Date },
): Promise<Answer> {
  const { tenant = '' } = request.params;
  await authenticateReader(request, tenant, services);
  const observations = (await listObservations(services.tables, tenant)).toSorted(openWorstFirst);
  return {
    json: {
      observations: observations.map(({ id, observation, openedAt, endedAt, reopenedAt }) => ({
        id,
        tenant,
        ...observation,
        openedAt,
        endedAt,
        reopenedAt,
      })),
    },
  };
}
