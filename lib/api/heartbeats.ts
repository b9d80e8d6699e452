import { heartbeatAnswerSchema, heartbeatSchema } from '../contract/heartbeat.js';
import { isWaiting, listProbes } from '../store/probe-table.js';
import { saveHeartbeat } from '../store/server-table.js';
import { SHIPPER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { declareRoute } from './route.js';

/**
 * A shipper says how it fares, and learns what time it is here. Tenant and server come from the token, so nothing in the request can speak for another
 * server.
 */
export const sendHeartbeatRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/heartbeats',
  operationId: 'sendHeartbeat',
  tag: 'heartbeats',
  summary: 'A shipper says how it fares',
  access: SHIPPER,
  body: heartbeatSchema,
  answer: heartbeatAnswerSchema,
  async handle({ caller: { tenant, server }, tenant: own, body }, { tables, now: clock }: Doorkeeper) {
    const now = clock();
    await saveHeartbeat(tables, { tenant, server }, body, now);
    const probes = (await listProbes(tables, { tenant, server })).filter((probe) => isWaiting(probe, now));
    return {
      json: {
        serverTime: now.toISOString(),
        probes: probes.map(({ request }) => request),
        pseudonyms: own?.found?.settings.pseudonyms ?? false,
      },
    };
  },
});
