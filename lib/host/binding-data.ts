import type { IncomingMessage } from 'node:http';
import type { TypedValue } from './rpc.js';

/**
 * What the Functions host tells of a request beside the request itself: the top level of a JSON body, the query, the route's parameters and the headers,
 * all in one list. Later ones take the place of earlier ones, whatever their case, and stand under the name that came first. When HTTP is streamed, the
 * library takes parameters and headers from here: so whoever writes a body or a query has a say in both, here as in Azure.
 *
 * @source https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions.Http/HttpTriggerAttributeBindingProvider.cs
 * (`GetRequestBindingDataAsync`)
 */
export function bindingData(
  { headers }: IncomingMessage,
  body: string,
  query: URLSearchParams,
  params: Readonly<Record<string, string>>,
): Readonly<Record<string, TypedValue>> {
  const named = new Map<string, { readonly name: string; readonly value: TypedValue }>();
  const put = (name: string, value: TypedValue) => {
    const key = name.toLowerCase();
    named.set(key, { name: named.get(key)?.name ?? name, value });
  };
  for (const [name, value] of topLevelOf(body)) put(name, { string: value });
  for (const name of new Set(query.keys())) if (name.toLowerCase() !== 'code') put(name, { string: query.getAll(name).join(',') });
  for (const [name, value] of Object.entries(params)) put(name, { string: value });
  if (!named.has('query')) put('Query', { json: JSON.stringify(Object.fromEntries(query)) });
  if (!named.has('headers')) put('Headers', { json: JSON.stringify(headers) });
  return Object.fromEntries([...named.values()].map(({ name, value }) => [name, value]));
}

/** What stands directly in a JSON object, without what is nested. */
function topLevelOf(body: string): readonly (readonly [string, string])[] {
  try {
    const json: unknown = JSON.parse(body);
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return [];
    return Object.entries(json)
      .filter(([, value]) => value !== null && typeof value !== 'object')
      .map(([name, value]) => [name, String(value)]);
  } catch {
    return [];
  }
}
