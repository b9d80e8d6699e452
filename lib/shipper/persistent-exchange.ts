import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './error-code.js';
import type { Tell } from './events.js';
import { exchange, type HttpAnswer, type HttpRequest } from './http-exchange.js';
import type { RetryPolicy } from './options.js';
import { ServiceStop } from './stops.js';
import { InsecureAddress, type Wire } from './wire.js';

/** The longest wait that an answer's Retry-After can ask for. */
const LONGEST_RETRY_AFTER_MILLISECONDS = 5 * 60_000;

export interface Persistence {
  readonly wire: Wire;
  readonly policy: RetryPolicy;
  readonly tell: Tell;
  /** Ends the wait for a further attempt, and the request under way too unless that may finish. */
  readonly signal?: AbortSignal | undefined;
  readonly requestsFinish?: boolean;
}

/**
 * Sends a request again, after growing random waits, for as long as the trouble may pass: the network, a busy or a failing server, bytes
 * that were damaged on the way. Any other answer is the caller's to judge.
 *
 * @throws ServiceStop `service-unreachable` after the last attempt, `insecure-address` before the first, or the signal's reason.
 */
export async function persistentExchange(
  request: HttpRequest,
  { wire, policy, tell, signal, requestsFinish = false }: Persistence,
): Promise<HttpAnswer> {
  const { host } = request.url;
  for (let attempts = 1; ; attempts += 1) {
    const result = await attempt(request, wire, policy.silenceMilliseconds, requestsFinish ? undefined : signal);
    if (result.kind === 'answered') return result.answer;
    const { because, retryAfterMilliseconds } = result;
    if (attempts >= policy.attempts) throw new ServiceStop({ name: 'service-unreachable', host, because, attempts });

    const waitMilliseconds = Math.max(fullJitter(attempts, policy), retryAfterMilliseconds);
    tell({ name: 'upload-retried', host, attempt: attempts + 1, because, waitMilliseconds });
    await sleep(waitMilliseconds, undefined, signal && { signal });
  }
}

type Attempt =
  | { readonly kind: 'answered'; readonly answer: HttpAnswer }
  | { readonly kind: 'trouble'; readonly because: string; readonly retryAfterMilliseconds: number };

async function attempt(request: HttpRequest, wire: Wire, silenceMilliseconds: number, signal?: AbortSignal): Promise<Attempt> {
  try {
    const answer = await exchange(request, wire, silenceMilliseconds, signal);
    return mayPass(answer)
      ? { kind: 'trouble', because: `status ${answer.status}`, retryAfterMilliseconds: retryAfter(answer.headers['retry-after']) }
      : { kind: 'answered', answer };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof InsecureAddress) throw new ServiceStop({ name: 'insecure-address', host: request.url.host });
    return { kind: 'trouble', because: errorCode(error), retryAfterMilliseconds: 0 };
  }
}

function mayPass({ status, headers }: HttpAnswer): boolean {
  return status === 408 || status === 429 || status >= 500 || headers['x-ms-error-code'] === 'Md5Mismatch';
}

/**
 * A random wait before the next attempt. Hundreds of shippers that lost the service at the same moment must not come back at the same moment.
 *
 * @source https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function fullJitter(
  attempts: number,
  { firstDelayMilliseconds, longestDelayMilliseconds }: Pick<RetryPolicy, 'firstDelayMilliseconds' | 'longestDelayMilliseconds'>,
): number {
  return Math.round(Math.random() * Math.min(longestDelayMilliseconds, firstDelayMilliseconds * 2 ** (attempts - 1)));
}

/** Retry-After is a number of seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(value: string | undefined): number {
  if (value === undefined) return 0;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? 0 : Math.min(Math.max(0, milliseconds), LONGEST_RETRY_AFTER_MILLISECONDS);
}
