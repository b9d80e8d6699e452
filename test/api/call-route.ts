import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { HttpRequest, InvocationContext, type HttpRequestInit } from '@azure/functions';
import type { Doorkeeper } from '../../lib/api/authenticate.js';
import type { Route } from '../../lib/api/route.js';
import type { HttpAnswer } from '../../lib/api/represent.js';
import { serveRoute } from '../../lib/api/serve-route.js';
import { filledPath } from './filled-path.js';

/** A request to a route, as the host would hand it over. */
export interface Asked {
  readonly token?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as JSON, or as it is where it is none. A test that reads on in it says what it expects. */
  readonly json: unknown;
  /** What the function logged. */
  readonly logged: readonly unknown[];
}

/** Calls a declared route with all that stands before it, without a host. */
export async function callRoute<Services>(
  route: Route<Services>,
  services: Services & Doorkeeper,
  { token, params = {}, query = {}, headers = {}, body }: Asked = {},
): Promise<Answered> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const request = {
    method: route.method,
    url: `http://localhost${filledPath(route.path, params)}`,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(text !== undefined && { 'content-length': String(Buffer.byteLength(text)) }),
      ...headers,
    },
    query: { ...query },
    ...(text !== undefined && { body: { string: text } }),
  } satisfies HttpRequestInit;
  const logged: unknown[] = [];
  const context = new InvocationContext({
    functionName: route.operationId,
    invocationId: 'invocation-1',
    logHandler: (_level, ...args) => void logged.push(...args),
  });
  const answer = await serveRoute(route, () => services)(new HttpRequest(request), context);
  const answered = await textOf(answer);
  const isJson = answered === 'null' || /[/+]json;/.test(answer.headers['content-type'] ?? '');
  return { status: answer.status, headers: answer.headers, json: isJson ? JSON.parse(answered) : answered, logged };
}

async function textOf({ headers, body = 'null' }: HttpAnswer): Promise<string> {
  if (typeof body === 'string') return body;
  const bytes = body instanceof Uint8Array ? body : await buffer(body);
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : Buffer.from(bytes)).toString();
}
