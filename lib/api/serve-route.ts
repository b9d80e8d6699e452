import type { HttpRequest, InvocationContext } from '@azure/functions';
import { noteAudit } from '../store/audit-table.js';
import { isStorageAway } from '../store/tables.js';
import { authenticate, type Asking, type Doorkeeper } from './authenticate.js';
import { Problem, problemBody, PROBLEMS } from './problem.js';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';
import type { Answer, Route } from './route.js';

/** An answer as the Functions host takes it. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

type RouteHandler = (request: HttpRequest, context: InvocationContext) => Promise<HttpAnswer>;

/**
 * Makes a handler of a declared route: its answer becomes JSON, its problems `application/problem+json`, and what it has changed an entry of the audit
 * log. Whatever else goes wrong is logged with the invocation and answered without a word about the inside.
 *
 * @param services opened at the first call: functions are registered before there is anything to work with.
 */
export function serveRoute<Services>(route: Route<Services>, services: () => Services & Doorkeeper): RouteHandler {
  return async (request, context) => {
    const requestId = requestIdOf(request, context);
    const headers = { ...COMMON_HEADERS, [REQUEST_ID_HEADER]: requestId };
    try {
      const opened = services();
      const asking = route.who === 'public' ? NOBODY : await authenticate(request, opened);
      const answer = await route.respond(request, asking, opened);
      await audit(route, request, asking, answer, requestId, opened);
      const { etag, json } = answer;
      return {
        status: route.status,
        headers: { ...headers, 'content-type': 'application/json; charset=utf-8', ...(etag !== undefined && { etag }) },
        body: JSON.stringify(json),
      };
    } catch (error) {
      const problem = problemIn(error, context);
      return {
        status: PROBLEMS[problem.code].status,
        headers: {
          ...headers,
          'content-type': 'application/problem+json; charset=utf-8',
          ...(problem.code === 'unauthorized' && { 'www-authenticate': 'Bearer realm="mailflow"' }),
        },
        body: JSON.stringify(problemBody(problem)),
      };
    }
  };
}

const NOBODY: Asking = { caller: undefined, tenant: undefined };

async function audit(
  { audit: action }: Route<never>,
  { params }: HttpRequest,
  { caller }: Asking,
  { audited = {} }: Answer,
  requestId: string,
  { tables, now }: Doorkeeper,
): Promise<void> {
  const { tenant = params['tenant'] ?? null, target = Object.values(params).at(-1) ?? '', detail = {}, by = caller?.actor } = audited;
  if (action === null || by === undefined) return;
  await noteAudit(tables, { at: now().toISOString(), action, tenant, target, by, requestId, detail });
}

function problemIn(error: unknown, context: InvocationContext): Problem {
  if (error instanceof Problem) return error;
  context.error(error);
  return isStorageAway(error)
    ? new Problem('storage-unavailable', 'Mailflow’s storage does not answer. Please try again in a minute; nothing is lost meanwhile.')
    : new Problem('internal-error', `Please try again. If it stays, give your operator the invocation id ${context.invocationId}.`);
}

/** Answers hold customers' mail addresses: no cache between may keep them, no browser may guess another type. */
const COMMON_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;
