import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Telemetry } from './telemetry.js';

/** Node.js tells of each answer that this process gets, so every retry of the libraries is seen, and they need no wrapping. */
const CHANNEL = 'http.client.response.finish';

/**
 * Counts what storage is asked for, as the bill does.
 *
 * @param services each service's host and port, by which its answers are told from others: `blob` or `table`
 * @returns ends the counting.
 */
export function countStorageOperations(services: ReadonlyMap<string, string>, telemetry: Telemetry): () => void {
  const count = (message: unknown) => {
    const { request, response } = message as { readonly request: ClientRequest; readonly response: IncomingMessage };
    const service = services.get(String(request.getHeader('host')));
    if (service !== undefined) telemetry.metric('storage.operations', 1, { service, outcome: outcomeOf(response.statusCode ?? 0) });
  };
  subscribe(CHANNEL, count);
  return () => unsubscribe(CHANNEL, count);
}

/**
 * `refused` is part of the work: a row that is not there, a race that was lost.
 *
 * @source https://learn.microsoft.com/azure/storage/common/scalability-targets-standard-account
 */
function outcomeOf(status: number): 'ok' | 'refused' | 'throttled' | 'failed' {
  if (status === 503 || status === 429) return 'throttled';
  return status < 400 ? 'ok' : status < 500 ? 'refused' : 'failed';
}
