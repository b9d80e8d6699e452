import { enrolmentAnswerSchema, type EnrolmentAnswer, type EnrolmentRequest } from '../contract/enrolment.js';
import { askApi } from './ask-api.js';
import type { Persistence } from './persistent-exchange.js';
import { ServiceStop } from './stops.js';
import { writeTokenFile } from './token-file.js';
import { VERSION } from './version.js';

export interface Enrolment {
  readonly apiUrl: string;
  /** As it was shown to whoever made it. */
  readonly code: string;
  /** The Exchange server that this is. */
  readonly server: string;
  readonly tokenFile: string;
}

/** The code was not taken: it may be wrong, used, or too old, and nobody says which. */
export class CodeRefused extends Error {
  override readonly name = 'CodeRefused';
}

/**
 * Exchanges a one-time code for this server's own token, and stores it. The token is in no answer of this function: it is a secret.
 *
 * @throws CodeRefused; ServiceStop when nobody answers or the request is refused; the file system's error when the token can't be stored: then the code
 * is used up all the same, and another one is needed.
 */
export async function enroll(
  { apiUrl, code, server, tokenFile }: Enrolment,
  persistence: Persistence,
): Promise<Pick<EnrolmentAnswer, 'tenant' | 'server'>> {
  const request: EnrolmentRequest = { code, server, version: VERSION };
  try {
    const read = (json: unknown) => enrolmentAnswerSchema.safeParse(json).data;
    const { token, ...answer } = await askApi('enrolments', request, read, { apiUrl, token: undefined }, persistence);
    await writeTokenFile(tokenFile, token);
    return answer;
  } catch (error) {
    if (error instanceof ServiceStop && error.problem.name === 'api-refused' && error.problem.status === 404) throw new CodeRefused();
    throw error;
  }
}
