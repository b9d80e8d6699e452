import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request as it came to this process, and the answer that leaves it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const open = new Map<string, Exchange>();

/**
 * Remembers the exchange of each invocation while it lasts. Where HTTP is streamed, the host forwards each request to a server of the library, and the library
 * shows neither what came there nor whether anybody takes the answer: it writes whatever a body gives, into memory, until the body ends.
 *
 * @source https://github.com/Azure/azure-functions-nodejs-library/issues/294
 * @source https://nodejs.org/api/diagnostics_channel.html#http
 */
export function watchExchanges(): void {
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as Exchange;
    // The host puts its own in the place of one that somebody sent.
    const id = request.headers['x-ms-invocation-id'];
    if (typeof id !== 'string') return;
    const exchange = { request, response };
    open.set(id, exchange);
    response.once('close', () => {
      if (open.get(id) === exchange) open.delete(id);
    });
  });
}

/** The exchange of a running invocation; `undefined` where no host has forwarded a request. */
export function exchangeOf(invocationId: string): Exchange | undefined {
  return open.get(invocationId);
}

/** Whether whoever asked hung up before all of the request had come. */
export function hasBrokenOff({ request }: Exchange): boolean {
  return request.destroyed && !request.complete;
}
