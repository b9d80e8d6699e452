import { z } from 'zod';
import { uploadsResponseSchema, type UploadAnswer, type UploadsRequest } from '../contract/uploads.js';
import { asRequest, type Chunk } from './chunk.js';
import { persistentExchange, type Persistence } from './persistent-exchange.js';
import { ServiceStop } from './stops.js';

export interface Api {
  readonly apiUrl: string;
  readonly token: string;
}

/** Problem details (RFC 9457), as far as a person wants to read them. */
const problemSchema = z.object({ title: z.string(), detail: z.string().optional() });

/** Characters of an answer that is no problem document, such as a proxy's page, that are worth repeating. */
const EXCERPT_LENGTH = 200;

/**
 * Asks the API for the right to upload these chunks, of which there are at most `MAX_GRANTS_PER_REQUEST`. Each of them gets its answer: a grant,
 * or in which other pieces the ledger knows its bytes.
 *
 * @throws ServiceStop when the token or the request is refused, or when nobody answers.
 */
export async function askGrants(
  chunks: readonly Chunk[],
  { apiUrl, token }: Api,
  persistence: Persistence,
): Promise<ReadonlyMap<Chunk, UploadAnswer>> {
  const request: UploadsRequest = { chunks: chunks.map(asRequest) };
  const { status, body } = await persistentExchange(
    {
      method: 'POST',
      url: new URL('api/v1/uploads', apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' },
      body: Buffer.from(JSON.stringify(request)),
    },
    persistence,
  );
  if (status === 401 || status === 403) throw new ServiceStop({ name: 'token-refused', apiUrl, status });

  const json = parseJson(body);
  if (status >= 200 && status < 300) {
    const grants = uploadsResponseSchema.safeParse(json).data?.grants ?? [];
    const granted = new Map(
      grants.flatMap((grant, index) => {
        const chunk = chunks[index];
        return chunk ? [[chunk, grant] as const] : [];
      }),
    );
    if (granted.size === chunks.length) return granted;
  }
  throw new ServiceStop({ name: 'api-refused', apiUrl, status, detail: detailOf(json, body, status) });
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
  if (status >= 200 && status < 300) return 'it does not answer for each chunk; shipper and API may be of different versions';
  const problem = problemSchema.safeParse(json);
  if (!problem.success) return body.toString('utf8').slice(0, EXCERPT_LENGTH);
  const { title, detail } = problem.data;
  return detail === undefined ? title : `${title}. ${detail}`;
}
