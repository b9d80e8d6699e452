import { z } from 'zod';
import { errorText } from './error-code.js';
import type { TokenSource } from './options.js';
import { persistentExchange, type Persistence } from './persistent-exchange.js';
import { ServiceStop } from './stops.js';

export interface Api {
  readonly apiUrl: string;
  readonly token: TokenSource;
}

/** Problem details (RFC 9457), as far as a person wants to read them. */
const problemSchema = z.object({ type: z.string().optional(), title: z.string(), detail: z.string().optional() });

/** Characters of an answer that is no problem document, such as a proxy's page, that are worth repeating. */
const EXCERPT_LENGTH = 200;

/**
 * Asks the API for something, or tells it something.
 *
 * @param path below `/api/v1`; enrolment alone needs no token
 * @param read the answer of a request that succeeded; `undefined` when it is not what was asked for.
 * @throws ServiceStop when there is no token, when it or the request is refused, or when nobody answers.
 */
export async function askApi<Answer>(
  path: string,
  request: unknown,
  read: (json: unknown) => Answer | undefined,
  { apiUrl, token }: Pick<Api, 'apiUrl'> & { readonly token: TokenSource | undefined },
  persistence: Persistence,
): Promise<Answer> {
  const { status, body } = await persistentExchange(
    {
      method: 'POST',
      url: new URL(`api/v1/${path}`, apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`),
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${await tokenOf(token)}` }),
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: Buffer.from(JSON.stringify(request)),
    },
    persistence,
  );
  const json = parseJson(body);
  // A proxy may say 403 too, but not in Mailflow's words.
  if ((status === 401 || status === 403) && problemSchema.safeParse(json).success) {
    throw new ServiceStop({ name: 'token-refused', apiUrl, status });
  }
  const answer = status >= 200 && status < 300 ? read(json) : undefined;
  if (answer !== undefined) return answer;
  throw new ServiceStop({
    name: 'api-refused',
    apiUrl,
    status,
    detail: detailOf(json, body, status),
    type: problemSchema.safeParse(json).data?.type,
  });
}

async function tokenOf(source: TokenSource): Promise<string> {
  try {
    return await source();
  } catch (error) {
    throw new ServiceStop({ name: 'token-missing', because: errorText(error) });
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function detailOf(json: unknown, body: Buffer, status: number): string {
  // An answer with grants is never repeated: they are secrets.
  if (status >= 200 && status < 300) return 'it does not answer for each thing asked; shipper and API may be of different versions';
  if (status === 407)
    return 'the proxy asks for a user name and a password; they are given with its address, http://user:password@host:port';
  const problem = problemSchema.safeParse(json);
  if (!problem.success) return body.toString('utf8').slice(0, EXCERPT_LENGTH);
  const { title, detail } = problem.data;
  return detail === undefined ? title : `${title}. ${detail}`;
}
