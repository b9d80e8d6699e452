import { setTimeout as sleep } from 'node:timers/promises';
import type { TableServiceClientOptions } from '@azure/data-tables';
import { newPipeline, RestError, type Pipeline, type RequestPolicyFactory } from '@azure/storage-blob';

/**
 * Storage that has too much to do says so: 503, or 429, with `Retry-After`. Whoever asks waits as long, a few times; then the function fails, and its event
 * comes again later.
 *
 * @source https://learn.microsoft.com/azure/storage/common/scalability-targets-standard-account
 */
export const MAX_RETRIES = 3;

/** Nobody is waited for longer, whatever the answer says: an invocation has minutes. */
export const MAX_WAIT_SECONDS = 30;

/** Before the first repetition, where the answer does not say; each further one waits twice as long. */
const FIRST_WAIT_MILLISECONDS = 1_000;

/**
 * The policy of the tables' library waits as long as an answer says, however long that is, and takes a 429 that does not say for a final answer. Both are
 * mended before it sees the answer.
 */
export const TABLE_OPTIONS: TableServiceClientOptions = {
  retryOptions: { maxRetries: MAX_RETRIES, retryDelayInMs: FIRST_WAIT_MILLISECONDS, maxRetryDelayInMs: MAX_WAIT_SECONDS * 1_000 },
  additionalPolicies: [
    {
      position: 'perRetry',
      policy: {
        name: 'boundedRetryAfter',
        async sendRequest(request, next) {
          const response = await next(request);
          const { status, headers } = response;
          const said = headers.get(RETRY_AFTER);
          if (status === 429 || (status === 503 && said !== undefined)) headers.set(RETRY_AFTER, String(waitBeforeRetry(said, 0) / 1_000));
          return response;
        },
      },
    },
  ],
};

/** The policy of the blobs' library does not know 429, and not `Retry-After`, so it is left out: this one stands in its place. */
export function blobPipeline(credential: Parameters<typeof newPipeline>[0]): Pipeline {
  const pipeline = newPipeline(credential, { retryOptions: { maxTries: 1 } });
  pipeline.factories.push(PATIENT);
  return pipeline;
}

const PATIENT: RequestPolicyFactory = {
  create: (next) => ({
    async sendRequest(request) {
      for (let retries = 0; ; retries += 1) {
        try {
          return await next.sendRequest(request);
        } catch (error) {
          if (retries === MAX_RETRIES || request.abortSignal?.aborted === true || !isWorthRetrying(error)) throw error;
          await sleep(waitBeforeRetry(error.response?.headers.get(RETRY_AFTER), retries));
        }
      }
    },
  }),
};

const RETRY_AFTER = 'retry-after';

/** Storage was not reached, had too much to do, or failed by itself. */
function isWorthRetrying(error: unknown): error is RestError {
  if (!(error instanceof RestError)) return false;
  const { statusCode: status } = error;
  return status === undefined || status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** Milliseconds until the next try: as the answer says, in seconds or by a date, else by how often it was tried. Never more than {@link MAX_WAIT_SECONDS}. */
export function waitBeforeRetry(retryAfter: string | undefined, retries: number): number {
  const seconds = retryAfter === undefined || retryAfter === '' ? NaN : Number(retryAfter);
  const asked = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(retryAfter ?? '') - Date.now();
  const wait = Number.isFinite(asked) ? asked : FIRST_WAIT_MILLISECONDS * 2 ** retries;
  return Math.min(Math.max(0, wait), MAX_WAIT_SECONDS * 1_000);
}
