import type { HttpRequest, InvocationContext } from '@azure/functions';
import { noteAudit } from '../store/audit-table.js';
import { isStorageAway } from '../store/tables.js';
import { apiRequest, type ApiRequest } from './api-request.js';
import { askingStranger, authenticate, type Asking, type Doorkeeper } from './authenticate.js';
import { exchangeOf, hasBrokenOff } from './exchange.js';
import { Problem, problemBody, PROBLEMS } from './problem.js';
import { CALLER_RATE } from './rate-limits.js';
import { represent, type HttpAnswer } from './represent.js';
import { representStream } from './represent-stream.js';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';
import type { Audited, Route } from './route.js';

type RouteHandler = (request: HttpRequest, context: InvocationContext) => Promise<HttpAnswer>;

/**
 * Makes a handler of a declared route: its answer becomes JSON, its problems `application/problem+json`, and what it has changed an entry of the audit
 * log. Whatever else goes wrong is logged with the invocation and answered without a word about the inside.
 *
 * @param services opened at the first call: functions are registered before there is anything to work with.
 */
export function serveRoute<Services>(route: Route<Services>, services: () => Services & Doorkeeper): RouteHandler {
  return async (httpRequest, context) => {
    const exchange = exchangeOf(context.invocationId);
    const request = apiRequest(route.path, httpRequest, exchange);
    const requestId = requestIdOf(request, context);
    const headers = { ...COMMON_HEADERS, [REQUEST_ID_HEADER]: requestId };
    try {
      const opened = services();
      const asking = route.who === 'public' ? askingStranger(request, opened) : await authenticate(request, opened);
      if (asking.caller !== undefined) opened.limits?.take(asking.caller.actor.id, CALLER_RATE, opened.now().getTime());
      const answer = await route.respond(request, asking, opened);
      if ('parts' in answer) {
        const parts =
          asking.caller === undefined ? answer.parts : (opened.limits?.streamed(asking.caller.actor.id, answer.parts) ?? answer.parts);
        return await representStream(request, route, { parts }, headers, { context, exchange });
      }
      await audit(route, request, asking, answer.audited, requestId, opened);
      return await represent(request, route, answer, headers);
    } catch (error) {
      const problem = exchange !== undefined && hasBrokenOff(exchange) ? brokenOff() : problemIn(error, context);
      return {
        status: PROBLEMS[problem.code].status,
        headers: {
          ...headers,
          'cache-control': 'no-store',
          'content-type': 'application/problem+json; charset=utf-8',
          ...(problem.retryAfterSeconds !== undefined && { 'retry-after': String(problem.retryAfterSeconds) }),
          ...(problem.code === 'unauthorized' && { 'www-authenticate': 'Bearer realm="mailflow"' }),
        },
        body: JSON.stringify(problemBody(problem)),
      };
    }
  };
}

async function audit(
  { audit: action }: Route<never>,
  { params }: ApiRequest,
  { caller }: Asking,
  audited: Audited = {},
  requestId: string,
  { tables, now }: Doorkeeper,
): Promise<void> {
  const { tenant = params['tenant'] ?? null, target = Object.values(params).at(-1) ?? '', detail = {}, by = caller?.actor } = audited;
  if (action === null || by === undefined) return;
  await noteAudit(tables, { at: now().toISOString(), action, tenant, target, by, requestId, detail });
}

/** Nobody hears this; and the log says nothing of it, since anybody could fill it so. */
function brokenOff(): Problem {
  return new Problem('invalid-request', 'The request broke off before all of it had come.');
}

function problemIn(error: unknown, context: InvocationContext): Problem {
  if (error instanceof Problem) return error;
  context.error(error);
  return isStorageAway(error)
    ? new Problem('storage-unavailable', 'Mailflow’s storage does not answer. Please try again in a minute; nothing is lost meanwhile.')
    : new Problem('internal-error', `Please try again. If it stays, give your operator the invocation id ${context.invocationId}.`);
}

/** An answer is data and nothing else: no browser may guess another type, show it in a frame, or tell others where it was asked for. */
const COMMON_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
} as const;
