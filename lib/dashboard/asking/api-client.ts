/** The API's refusal or failure, in its own words (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
  ) {
    super(detail);
  }
}

/** Answers that are remembered with their ETag. A viewer looks at a few pages; what is older is asked for anew. */
const MAX_REMEMBERED = 200;

const UNAUTHORIZED = 401;

const NO_HEADERS: Record<string, string> = {};

interface Remembered {
  readonly etag: string;
  readonly value: unknown;
}

/** How the dashboard asks the API. What has not changed since it was last asked is not sent again. */
export class ApiClient {
  readonly #accessToken: () => Promise<string>;
  readonly #onUnauthorized: (why: string) => void;
  readonly #remembered = new Map<string, Remembered>();

  /** @param onUnauthorized hears it, in the API's words, when the token is not valid, or has ended */
  constructor(accessToken: () => Promise<string>, onUnauthorized: (why: string) => void) {
    this.#accessToken = accessToken;
    this.#onUnauthorized = onUnauthorized;
  }

  /** What the API says at this address. @throws {ApiProblem} its refusal, or that it can't be reached (status 0). */
  async get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
    const known = this.#remembered.get(path);
    const response = await this.#send(path, {
      headers: known === undefined ? NO_HEADERS : { 'if-none-match': known.etag },
      ...(signal !== undefined && { signal }),
    });
    if (response.status === 304 && known !== undefined) return known.value as Answer;
    const value: unknown = await response.json();
    const etag = response.headers.get('etag');
    if (etag !== null) this.#remember(path, { etag, value });
    return value as Answer;
  }

  /** Sends a change, or a question with a body. @throws {ApiProblem} likewise. */
  async send<Answer>(method: 'POST' | 'PATCH', path: string, body: unknown, ifMatch?: string): Promise<Answer> {
    const headers: Record<string, string> = { 'content-type': 'application/json', ...(ifMatch !== undefined && { 'if-match': ifMatch }) };
    const response = await this.#send(path, { method, body: JSON.stringify(body), headers });
    return (await response.json()) as Answer;
  }

  /** The ETag of what was last read at this address: a change may ask that it is still so. */
  etagOf(path: string): string | undefined {
    return this.#remembered.get(path)?.etag;
  }

  async #send(path: string, init: Omit<RequestInit, 'headers'> & { readonly headers: Record<string, string> }): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${await this.#accessToken()}`, accept: 'application/json' };
    let response: Response;
    try {
      response = await fetch(path, { ...init, headers, cache: 'no-store' });
    } catch (error) {
      if (init.signal?.aborted === true) throw error;
      throw new ApiProblem(0, 'Mailflow does not answer', 'The network or the service is away. The page tries again by itself.');
    }
    if (response.ok || response.status === 304) return response;
    const problem = await problemIn(response);
    if (problem.status === UNAUTHORIZED) this.#onUnauthorized(`${problem.title}. ${problem.detail}`);
    throw problem;
  }

  #remember(path: string, remembered: Remembered): void {
    this.#remembered.delete(path);
    this.#remembered.set(path, remembered);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MAX_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
  }
}

async function problemIn(response: Response): Promise<ApiProblem> {
  const problem = (await response.json().catch(() => ({}))) as { title?: unknown; detail?: unknown };
  const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise);
  return new ApiProblem(response.status, text(problem.title, `The API answered ${response.status}`), text(problem.detail, ''));
}
