import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpRequest } from '@azure/functions';
import { compressedEtag, etagOf, isKnown } from './etag.js';
import type { Answer, Route } from './route.js';

/** An answer as the Functions host takes it. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** Shorter bodies gain nothing from compression. */
const WORTH_COMPRESSING_BYTES = 1_024;

const compress = promisify(gzip);

/** The answer of a route: compressed where the caller takes that, and left out where a reader has it already. */
export async function represent(
  request: HttpRequest,
  { status, produces }: Pick<Route<never>, 'status' | 'produces'>,
  { json, etag: version, next = null }: Answer,
  headers: Readonly<Record<string, string>>,
): Promise<HttpAnswer> {
  const text = produces === 'application/json' ? JSON.stringify(json) : String(json);
  const isRead = request.method === 'GET';
  const isCompressed = text.length >= WORTH_COMPRESSING_BYTES && takesGzip(request.headers.get('accept-encoding'));
  const plainTag = etagOf(text, version);
  const etag = isCompressed ? compressedEtag(plainTag) : plainTag;
  const told = {
    ...headers,
    // A cache between may keep nothing of it, a browser's own must ask each time: so a token that was revoked shows nothing more.
    'cache-control': isRead ? 'private, no-cache' : 'no-store',
    vary: 'accept-encoding, authorization',
    ...((isRead || version !== undefined) && { etag }),
    // RFC 8288
    ...(next !== null && { link: `<${next}>; rel="next"` }),
  };
  if (isRead && isKnown(request.headers.get('if-none-match'), etag)) return { status: 304, headers: told };
  const content = { ...told, 'content-type': `${produces}; charset=utf-8` };
  if (!isCompressed) return { status, headers: content, body: text };
  return { status, headers: { ...content, 'content-encoding': 'gzip' }, body: await compress(text) };
}

/** @source https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3 */
function takesGzip(acceptEncoding: string | null): boolean {
  const codings = (acceptEncoding ?? '').toLowerCase().split(',');
  const weightOf = (name: string) => {
    const [, ...parameters] = codings.map((coding) => coding.split(';').map((part) => part.trim())).find(([coding]) => coding === name) ?? [
      '',
      'q=0',
    ];
    return Number(/^q=([\d.]+)$/.exec(parameters[0] ?? 'q=1')?.[1] ?? 0);
  };
  return weightOf('gzip') > 0 || (weightOf('*') > 0 && !codings.some((coding) => coding.trim().startsWith('gzip')));
}
