import type { HttpRequest } from '@azure/functions';
import { heartbeatSchema, type HeartbeatAnswer } from '../contract/heartbeat.js';
import { saveHeartbeat } from '../store/server-table.js';
import type { Tables } from '../store/tables.js';
import { authenticateShipper } from './authenticate.js';
import { readBody } from './read-body.js';
import type { Answer } from './route.js';

/**
 * `POST /api/v1/heartbeats`: a shipper says how it fares, and learns what time it is here. Tenant and server come from the token, so nothing in the
 * request can speak for another server.
 */
export async function postHeartbeat(
  request: HttpRequest,
  services: { readonly tables: Tables; readonly now: () => Date },
): Promise<Answer> {
  const { tenant, server } = await authenticateShipper(request, services);
  const heartbeat = await readBody(request, heartbeatSchema);
  const now = services.now();
  await saveHeartbeat(services.tables, { tenant, server }, heartbeat, now);
  return { json: { serverTime: now.toISOString(), probes: [] } satisfies HeartbeatAnswer };
}
