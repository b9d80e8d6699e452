import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from './error-code.js';
import { settingsOf, type ShipOptions, type ShipSettings, type WatchOptions } from './options.js';
import { fullJitter } from './persistent-exchange.js';
import type { ShipReport } from './ship-report.js';
import { Shipper } from './shipper.js';
import { withStateLock } from './state-lock.js';

export { StateInUse } from './state-lock.js';

/**
 * Ships everything that is in the logs now, oldest first, and remembers how far it came. Run again, it ships only what is new.
 *
 * Trouble that can be foreseen (a folder that is missing, a token that is refused, a service that doesn't answer) is in the report's
 * `problems`; `stopped` says that it ended the round early. It is safe to run again after anything.
 *
 * @example
 * const report = await shipOnce({ apiUrl, token, roots: [String.raw`C:\Program Files\Microsoft\Exchange Server\V15\TransportRoles\Logs`], stateFile });
 * for (const problem of report.problems) console.error(sentence(problem));
 *
 * @param signal ends it when the chunk under way has arrived; the positions are kept, and the report says `stopped`
 * @throws RangeError when an option can't work; StateInUse when another shipper uses the state file; the file system's error when that
 * can't be read or written.
 */
export async function shipOnce(options: ShipOptions, signal?: AbortSignal): Promise<ShipReport> {
  const settings = settingsOf(options);
  return withStateLock(settings.stateFile, (lost) => new Shipper(settings, either(lost, signal)).drain());
}

/** How rounds that fail are spaced: from the polling interval up to a minute. */
const ROUNDS = {
  firstDelayMilliseconds: 4_000,
  longestDelayMilliseconds: 60_000,
};

/**
 * Follows the logs until the signal comes: ships each chunk as it fills up or grows old. Rounds that fail come less and less often, and the
 * events say why; they never end it.
 *
 * @throws RangeError when an option can't work; StateInUse when another shipper uses the state file, or took it while this one was asleep.
 */
export async function watch(options: WatchOptions, signal: AbortSignal): Promise<void> {
  const { pollMilliseconds = 2_000 } = options;
  const settings = settingsOf(options);
  await withStateLock(settings.stateFile, (lost) => follow(settings, pollMilliseconds, either(lost, signal)));
}

async function follow(settings: ShipSettings, pollMilliseconds: number, signal: AbortSignal): Promise<void> {
  const shipper = new Shipper(settings, signal);
  let failures = 0;
  while (!signal.aborted) {
    try {
      const { stopped } = await shipper.poll();
      failures = stopped ? failures + 1 : 0;
    } catch (error) {
      failures += 1;
      settings.tell({ name: 'round-failed', because: errorText(error) });
    }
    const pause = failures === 0 ? pollMilliseconds : Math.max(pollMilliseconds, fullJitter(failures, ROUNDS));
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

function either(lost: AbortSignal, signal: AbortSignal | undefined): AbortSignal {
  return signal === undefined ? lost : AbortSignal.any([lost, signal]);
}
