import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ReadableStream } from 'node:stream/web';
import { accepts } from './accepts.js';
import type { ApiRequest } from './api-request.js';
import { compressedEtag, etagOf, isKnown } from './etag.js';
import type { Answer, Route } from './route.js';

/** An answer as the Functions host takes it. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array | ReadableStream;
}

/** Shorter bodies gain nothing from compression. */
const WORTH_COMPRESSING_BYTES = 1_024;

const compress = promisify(gzip);

/** The answer of a route: compressed where the caller takes that, and left out where a reader has it already. */
export async function represent(
  request: ApiRequest,
  { status, produces }: Pick<Route<never>, 'status' | 'produces'>,
  { json, etag: version }: Answer,
  headers: Readonly<Record<string, string>>,
): Promise<HttpAnswer> {
  const text = produces === 'application/json' ? JSON.stringify(json) : String(json);
  const isRead = request.method === 'GET';
  const isCompressed = text.length >= WORTH_COMPRESSING_BYTES && accepts(request.headers.get('accept-encoding'), 'gzip');
  const plainTag = etagOf(text, version);
  const etag = isCompressed ? compressedEtag(plainTag) : plainTag;
  const told = {
    ...headers,
    // A cache between may keep nothing of it, a browser's own must ask each time: so a token that was revoked shows nothing more.
    'cache-control': isRead ? 'private, no-cache' : 'no-store',
    vary: 'accept-encoding, authorization',
    ...((isRead || version !== undefined) && { etag }),
  };
  if (isRead && isKnown(request.headers.get('if-none-match'), etag)) return { status: 304, headers: told };
  const content = { ...told, 'content-type': `${produces}; charset=utf-8` };
  if (!isCompressed) return { status, headers: content, body: text };
  return { status, headers: { ...content, 'content-encoding': 'gzip' }, body: await compress(text) };
}
