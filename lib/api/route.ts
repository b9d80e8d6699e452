import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { RestError } from '@azure/data-tables';
import { Problem, problemBody, PROBLEMS } from './problem.js';

/** What a resource answers with: a JSON value, and a status if it is not 200. */
export interface Answer {
  readonly status?: number;
  /** Of what can be changed: a change may ask that it is still so. */
  readonly etag?: string;
  readonly json: unknown;
}

/**
 * Makes a handler of a resource: its answer becomes JSON, its problems `application/problem+json`. Whatever else goes wrong is logged with the
 * invocation and answered without a word about the inside.
 */
export function route(resource: (request: HttpRequest) => Promise<Answer>): HttpHandler {
  return async (request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> => {
    try {
      const { status = 200, etag, json } = await resource(request);
      return {
        status,
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

/** The storage could not be reached, or failed itself: not what it says of a single request. */
function isStorageAway(error: unknown): boolean {
  return error instanceof RestError && (error.statusCode === undefined || error.statusCode >= 500);
}

/** Answers hold customers' mail addresses: no cache between may keep them, no browser may guess another type. */
const COMMON_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;
