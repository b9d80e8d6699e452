import { z } from 'zod';

/** Where the API is, and who asks. */
export interface ApiAccess {
  readonly api: string;
  readonly token: string;
}

const problemSchema = z.object({ title: z.string(), detail: z.string() });

/**
 * Asks the API for one resource.
 *
 * @throws {Error} with the API's own words when it refuses. They come from afar: whoever prints them makes them fit for the terminal.
 */
export async function callApi<Schema extends z.ZodType>(
  { api, token }: ApiAccess,
  path: string,
  schema: Schema,
  { method = 'GET', body }: { readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly body?: object } = {},
): Promise<z.output<Schema>> {
  const base = new URL(api);
  const url = new URL(path, base);
  // A link that leads elsewhere must not carry the token there.
  if (url.origin !== base.origin) throw new Error(`the API named an address elsewhere: ${url.href}`);
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return schema.parse(answer);
  const problem = problemSchema.safeParse(answer);
  throw new Error(problem.success ? `${problem.data.title}. ${problem.data.detail}` : `the API answered ${response.status}.`);
}
