import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { HttpValue, Nullable } from './rpc.js';
import { setCookie } from './set-cookie.js';

/**
 * Turns a request into what the Functions host hands to its worker. The body is read only where Content-Length announces one: a chunked
 * body arrives empty, as it does in Azure.
 *
 * @source https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.Grpc/MessageExtensions/GrpcMessageConversionExtensions.cs
 */
export async function readRequest(request: IncomingMessage, url: URL, params: Readonly<Record<string, string>>): Promise<HttpValue> {
  const message: HttpValue = {
    method: request.method ?? '',
    url: url.href,
    nullableHeaders: nullable(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    nullableQuery: nullable(joinedQuery(url.searchParams)),
    nullableParams: nullable(Object.entries(params)),
  };
  if (announcedBytes(request) > 0) return { ...message, body: { bytes: await buffer(request) } };
  request.resume();
  return message;
}

/** The length of the body by Content-Length; 0 when there is no such header. */
export function announcedBytes(request: IncomingMessage): number {
  return Number(request.headers['content-length'] ?? 0);
}

/** Answers with a function's response. A function that returned nothing answers 204. */
export function writeResponse(response: ServerResponse, answer: HttpValue | undefined): void {
  if (!answer) {
    response.statusCode = 204;
    response.end();
    return;
  }
  response.statusCode = Number(answer.statusCode ?? 200);
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    if (!FRAMING.has(name.toLowerCase())) response.setHeader(name, value);
  }
  if (answer.cookies?.length) response.setHeader('Set-Cookie', answer.cookies.map(setCookie));
  response.end(answer.body?.bytes);
}

/** How the message is framed is the server's affair. */
const FRAMING: ReadonlySet<string> = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** The host joins the values of a repeated key by commas, and keys differ by more than case. */
function joinedQuery(query: URLSearchParams): [string, string][] {
  const joined = new Map<string, [string, string]>();
  for (const [key, value] of query) {
    const before = joined.get(key.toLowerCase());
    joined.set(key.toLowerCase(), before ? [before[0], `${before[1]},${value}`] : [key, value]);
  }
  return [...joined.values()];
}

function nullable(entries: readonly (readonly [string, string])[]): Record<string, Nullable<string>> {
  return Object.fromEntries(entries.map(([name, value]) => [name, { value }]));
}
