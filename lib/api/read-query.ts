import { z } from 'zod';
import type { ApiRequest } from './api-request.js';
import { Problem } from './problem.js';

/** How many things a page holds: as many as are asked for, up to `most`. */
export function pageSize(most: number, usual = most) {
  return z.coerce.number().int().min(1).max(most).default(usual);
}

/** The request's query as the schema has it. @throws {Problem} that names the parameter and what is expected. */
export function readQuery<Schema extends z.ZodType>(request: ApiRequest, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(valuesIn(request.query));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Problem('invalid-request', `The query’s “${issue?.path.join('.') ?? ''}”: ${issue?.message ?? 'not as expected'}.`);
}

/** A parameter that comes several times means all of its values: `state=open&state=muted` is `state=open,muted`. */
function valuesIn(query: URLSearchParams): Readonly<Record<string, string>> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(',')]));
}

/** Where the next page is: the same question, going on after the last thing of this page; `null` when this page is the last. */
export function nextLink(path: string, query: Readonly<Record<string, string | number | undefined>>, isFull: boolean): string | null {
  if (!isFull) return null;
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]));
  return `${path}?${new URLSearchParams(given).toString()}`;
}
