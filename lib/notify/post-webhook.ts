import { lookup as lookUp } from 'node:dns';
import { request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { mayReach, type AllowedRanges } from './public-address.js';

/** Longer than any receiver takes that only stores what it gets. */
const TIMEOUT_MILLISECONDS = 10_000;

/** What is kept of what a receiver says when it refuses: enough for “invalid_blocks”. */
const MAX_EXCERPT_CHARACTERS = 200;

/** What is read of an answer. Its status is all that counts, so whoever goes on for ever is not listened to. */
const MAX_ANSWER_CHARACTERS = 65_536;

/** Words of an address that are shorter are no secret. */
const MIN_SECRET_CHARACTERS = 8;

/** What became of a request. */
export type Posted =
  | { readonly arrived: true; readonly status: number }
  | {
      readonly arrived: false;
      /** `null` without an answer. */
      readonly status: number | null;
      /** Why, in a sentence; it holds nothing of the URL's path and query, also where the receiver repeats them: they are the secret of chat services. */
      readonly problem: string;
      /** Seconds that the receiver asked to wait. */
      readonly retryAfter: number | undefined;
    };

/** Sends a body to a URL. It never throws: what goes wrong is the receiver's. */
export type PostWebhook = (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<Posted>;

export interface PostSettings {
  readonly allowed: AllowedRanges;
  /** Certificates of authorities to trust; left out, those that Node trusts. */
  readonly ca?: string;
  readonly timeoutMilliseconds?: number;
}

/**
 * Sends over HTTPS, to public addresses alone. The name is looked up when it is connected to, and that very address is judged, so a name that points
 * elsewhere a moment later gains nothing. Redirects are not followed: they would lead around the judgement.
 */
export function webhookPoster({ allowed, ca, timeoutMilliseconds = TIMEOUT_MILLISECONDS }: PostSettings): PostWebhook {
  return (url, headers, body) =>
    new Promise((resolve) => {
      const failed = (problem: string) => {
        resolve({ arrived: false, status: null, problem, retryAfter: undefined });
      };
      const { hostname } = new URL(url);
      const literal = hostname.replace(/^\[|\]$/g, '');
      if (isIP(literal) !== 0 && !mayReach(literal, allowed)) {
        failed(`${literal} is no public address.`);
        return;
      }
      const asking = request(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        lookup: publicLookup(allowed),
        agent: false,
        signal: AbortSignal.timeout(timeoutMilliseconds),
        ...(ca !== undefined && { ca }),
      });
      asking.on('error', (error) => {
        failed(
          error.name === 'TimeoutError' || error.name === 'AbortError' ? `No answer within ${timeoutMilliseconds / 1000} s.` : said(error),
        );
      });
      asking.on('response', (response) => {
        const { statusCode: status = 0 } = response;
        let text = '';
        const answered = () => {
          const problem = refusal(status, without(secretsIn(url), text));
          if (status >= 200 && status < 300) resolve({ arrived: true, status });
          else resolve({ arrived: false, status, problem, retryAfter: secondsIn(response.headers['retry-after']) });
        };
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          text += piece;
          if (text.length < MAX_ANSWER_CHARACTERS) return;
          answered();
          asking.destroy();
        });
        // An answer that breaks off is one.
        response.on('error', answered);
        response.on('end', answered);
      });
      asking.end(body);
    });
}

/** Looks a name up as usual, and leaves over what may be reached. */
function publicLookup(allowed: AllowedRanges): LookupFunction {
  return (hostname, { all, ...options }, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const reachable = addresses.filter(({ address }) => mayReach(address, allowed));
      const [first] = reachable;
      if (first === undefined) callback(new Error(`“${hostname}” has no public address.`), []);
      else if (all === true) callback(null, reachable);
      else callback(null, first.address, first.family);
    });
  };
}

function said(error: Error): string {
  return error.message.slice(0, MAX_EXCERPT_CHARACTERS);
}

/** The words of an address by which whoever knows them may send there, too; the longest first. */
function secretsIn(url: string): readonly string[] {
  const { pathname, search, searchParams } = new URL(url);
  const words = [...`${pathname}${search}`.split(/[/?&=]/), ...searchParams.values()];
  return words.filter(({ length }) => length >= MIN_SECRET_CHARACTERS).sort((a, b) => b.length - a.length);
}

function without(secrets: readonly string[], text: string): string {
  return secrets.reduce((left, secret) => left.replaceAll(secret, '…'), text);
}

function refusal(status: number, text: string): string {
  const excerpt = text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_EXCERPT_CHARACTERS);
  return `The receiver answered ${status}${excerpt === '' ? '.' : `: ${excerpt}`}`;
}

/** `Retry-After` in seconds; the other form, a date, is rare and no reason to wait. */
function secondsIn(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header.trim()) ? Number(header) : undefined;
}
