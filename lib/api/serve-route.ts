import type { HttpRequest, InvocationContext } from '@azure/functions';
import { isStorageAway } from '../store/tables.js';
import { authenticate, type Doorkeeper } from './authenticate.js';
import { Problem, problemBody, PROBLEMS } from './problem.js';
import type { Route } from './route.js';

/** An answer as the Functions host takes it. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

type RouteHandler = (request: HttpRequest, context: InvocationContext) => Promise<HttpAnswer>;

/**
 * Makes a handler of a declared route: its answer becomes JSON, its problems `application/problem+json`. Whatever else goes wrong is logged with
 * the invocation and answered without a word about the inside.
 *
 * @param services opened at the first call: functions are registered before there is anything to work with.
 */
export function serveRoute<Services>(route: Route<Services>, services: () => Services & Doorkeeper): RouteHandler {
  return async (request, context) => {
    try {
      const opened = services();
      const caller = route.who === 'public' ? undefined : await authenticate(request, opened);
      const { etag, json } = await route.respond(request, caller, opened);
      return {
        status: route.status,
        headers: { ...COMMON_HEADERS, 'content-type': 'application/json; charset=utf-8', ...(etag !== undefined && { etag }) },
        body: JSON.stringify(json),
      };
    } catch (error) {
      if (!(error instanceof Problem)) context.error(error);
      const problem =
        error instanceof Problem
          ? error
          : isStorageAway(error)
            ? new Problem(
                'storage-unavailable',
                'Mailflow’s storage does not answer. Please try again in a minute; nothing is lost meanwhile.',
              )
            : new Problem('internal-error', `Please try again. If it stays, give your operator the invocation id ${context.invocationId}.`);
      return {
        status: PROBLEMS[problem.code].status,
        headers: {
          ...COMMON_HEADERS,
          'content-type': 'application/problem+json; charset=utf-8',
          ...(problem.code === 'unauthorized' && { 'www-authenticate': 'Bearer realm="mailflow"' }),
        },
        body: JSON.stringify(problemBody(problem)),
      };
    }
  };
}

/** Answers hold customers' mail addresses: no cache between may keep them, no browser may guess another type. */
const COMMON_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;
