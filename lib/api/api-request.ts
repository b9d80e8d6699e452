import type { HttpRequest } from '@azure/functions';
import type { Exchange } from './exchange.js';
import { paramsIn } from './path-params.js';

/** What the API reads of a request. */
export type ApiRequest = Pick<HttpRequest, 'method' | 'headers' | 'query' | 'params' | 'text'>;

/**
 * A request to a route, as it really came.
 *
 * Where HTTP is streamed, the library takes parameters and headers from the host's binding data, in which the host mixes what stands in body, query and path
 * under names that know no case: `?Tenant=x` hides the tenant of the path, and whoever names something `Headers` writes them all. So the parameters are
 * read from the path again, and the headers from the message.
 *
 * @source https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions.Http/HttpTriggerAttributeBindingProvider.cs
 * @param path of the route, with its placeholders
 */
export function apiRequest(path: string, request: HttpRequest, exchange: Exchange | undefined): ApiRequest {
  const { method, query, url } = request;
  return {
    ...{ method, query },
    headers: exchange === undefined ? request.headers : headersOf(exchange, request.headers),
    params: paramsIn(path, url),
    text: () => request.text(),
  };
}

/** The host writes its own neighbour over who asked, on the way: that alone is taken from the binding data, where those are of the same request. */
function headersOf({ request }: Exchange, bound: Headers): Headers {
  const came = new Headers(Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]));
  if (![...came].every(([name, value]) => OF_THE_HOST.test(name) || joined(bound.get(name)) === joined(value))) return came;
  const address = bound.get('x-forwarded-for');
  if (address === null) came.delete('x-forwarded-for');
  else came.set('x-forwarded-for', address);
  return came;
}

/** Where a header came several times, its values are joined with a blank, or without. */
function joined(value: string | null): string | undefined {
  return value?.replace(/, +/g, ',');
}

/** What the host adds or changes when it forwards a request. */
const OF_THE_HOST =
  /^(?:x-forwarded-\w+|x-ms-invocation-id|host|connection|transfer-encoding|traceparent|tracestate|baggage|request-id|correlation-context)$/;
