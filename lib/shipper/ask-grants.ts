import { uploadsResponseSchema, type UploadAnswer, type UploadsRequest } from '../contract/uploads.js';
import { askApi, type Api } from './ask-api.js';
import { asRequest, type Chunk } from './chunk.js';
import type { Persistence } from './persistent-exchange.js';
import type { Privacy, Promised } from './privacy.js';

export interface GrantSettings extends Api {
  readonly privacy: Privacy;
}

/**
 * Asks the API for the right to upload these chunks, of which there are at most `MAX_GRANTS_PER_REQUEST`. Each of them gets its answer: a grant,
 * or in which other pieces the ledger knows its bytes.
 *
 * @throws ServiceStop when the token or the request is refused, or when nobody answers.
 */
export async function askGrants(
  chunks: readonly Chunk[],
  { privacy, ...api }: GrantSettings,
  persistence: Persistence,
): Promise<Promised<ReadonlyMap<Chunk, UploadAnswer>>> {
  return privacy.asking((pseudonyms) => {
    const request: UploadsRequest = { pseudonyms, chunks: chunks.map(asRequest) };
    return askApi('uploads', request, (json) => grantedTo(chunks, json), api, persistence);
  }, persistence.tell);
}

function grantedTo(chunks: readonly Chunk[], json: unknown): ReadonlyMap<Chunk, UploadAnswer> | undefined {
  const grants = uploadsResponseSchema.safeParse(json).data?.grants ?? [];
  const granted = new Map(
    grants.flatMap((grant, index) => {
      const chunk = chunks[index];
      return chunk ? [[chunk, grant] as const] : [];
    }),
  );
  return granted.size === chunks.length ? granted : undefined;
}
