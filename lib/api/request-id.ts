import type { InvocationContext } from '@azure/functions';
import type { ApiRequest } from './api-request.js';

/** The header that names a request, in its question and in its answer. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** What others choose goes into logs and headers: short, and of letters that are safe in both. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** The caller's own name for the request, if it is a safe one; else the invocation's id. */
export function requestIdOf(request: ApiRequest, { invocationId }: InvocationContext): string {
  const given = request.headers.get(REQUEST_ID_HEADER);
  return given !== null && REQUEST_ID.test(given) ? given : invocationId;
}
