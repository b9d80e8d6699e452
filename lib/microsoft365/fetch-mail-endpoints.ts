import { types } from 'node:util';
import type { z } from 'zod';
import { CLOUDS, type Cloud, type MailEndpoints } from './mail-endpoints.js';
import { mailEndpointsIn, publishedEndpointsSchema, publishedVersionSchema } from './published-endpoints.js';

export const ENDPOINTS_SERVICE = 'https://endpoints.office.com';

export interface FetchOptions {
  /** Without a slash at its end. */
  readonly baseUrl?: string;
  /** The service wants one GUID of its own from each installation; Microsoft's sample GUIDs may be blocked. */
  readonly clientRequestId: string;
  readonly timeoutMilliseconds?: number;
  readonly now?: () => Date;
}

/**
 * What Microsoft publishes today for mail, of all clouds or not at all: half a refresh would be hard to notice.
 *
 * The service allows few calls and answers 429 beyond; then wait an hour.
 *
 * @source https://learn.microsoft.com/microsoft-365/enterprise/microsoft-365-ip-web-service
 * @throws with the address that could not be read, and why.
 */
export async function fetchMailEndpoints(options: FetchOptions): Promise<readonly MailEndpoints[]> {
  const endpoints: MailEndpoints[] = [];
  for (const cloud of CLOUDS) endpoints.push(await fetchCloud(cloud, options));
  return endpoints;
}

async function fetchCloud(cloud: Cloud, options: FetchOptions): Promise<MailEndpoints> {
  const { baseUrl = ENDPOINTS_SERVICE, clientRequestId, timeoutMilliseconds = 30_000, now = () => new Date() } = options;
  const get = <T extends z.ZodType>(path: string, schema: T) =>
    getJson(new URL(`${baseUrl}/${path}?clientrequestid=${encodeURIComponent(clientRequestId)}`), schema, timeoutMilliseconds);
  const { latest } = await get(`version/${cloud}`, publishedVersionSchema);
  const published = await get(`endpoints/${cloud}`, publishedEndpointsSchema);
  const source = `${ENDPOINTS_SERVICE}/endpoints/${cloud}, read on ${now().toISOString().slice(0, 10)}`;
  try {
    return { cloud, version: latest, source, ...mailEndpointsIn(published) };
  } catch (error) {
    throw new Error(`The list of ${cloud} (version ${latest}) is not believable. ${reasonOf(error)} The snapshot stays as it is.`, {
      cause: error,
    });
  }
}

async function getJson<T extends z.ZodType>(url: URL, schema: T, timeoutMilliseconds: number): Promise<z.infer<T>> {
  const where = `${url.origin}${url.pathname}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMilliseconds) }).catch((error: unknown) => {
    throw new Error(`Can't reach ${where}: ${reasonOf(error)}. Is the network open to it? The snapshot stays as it is.`, { cause: error });
  });
  if (response.status === 429) throw new Error(`${where} refuses further calls (429). Try again in an hour.`);
  if (!response.ok) throw new Error(`${where} answered ${response.status}. The snapshot stays as it is.`);
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = schema.safeParse(body);
  if (!parsed.success)
    throw new Error(`${where} answered something else than the documented JSON: a proxy's page? The snapshot stays as it is.`);
  return parsed.data;
}

/** `fetch` says only “fetch failed”; the reason is in its cause, and where several addresses were tried, only in the cause's code. */
function reasonOf(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  if (!types.isNativeError(error.cause)) return error.message;
  return error.cause.message || (error.cause as NodeJS.ErrnoException).code || error.message;
}
