/** One attempt more than there are pauses: then a person has to look. The receiver has a day and more to be mended, as the field has it. */
const PAUSES_SECONDS = [30, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600] as const;

/** How often a delivery is sent before it is given up. */
export const MAX_ATTEMPTS = PAUSES_SECONDS.length + 1;

/** Nobody is waited for longer than this because he says so. */
const MAX_RETRY_AFTER_SECONDS = 3600;

/** What a pause may be longer by, so that what failed together is not sent again together. */
const SPREAD = 0.2;

/**
 * When a delivery is sent again.
 *
 * @param attempts how often it was sent
 * @param chance from 0 to 1
 * @param retryAfter seconds that the receiver asked for
 * @returns `undefined` when it is given up
 */
export function nextAttempt(attempts: number, now: Date, chance: number, retryAfter = 0): Date | undefined {
  const pause = PAUSES_SECONDS[attempts - 1];
  if (pause === undefined) return undefined;
  const seconds = Math.max(pause * (1 + SPREAD * chance), Math.min(retryAfter, MAX_RETRY_AFTER_SECONDS));
  return new Date(now.getTime() + seconds * 1000);
}
