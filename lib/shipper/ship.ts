import { settingsOf, type ShipOptions, type WatchOptions } from './options.js';
import type { ShipReport } from './ship-report.js';
import { Shipper } from './shipper.js';
import { withStateLock } from './state-lock.js';
import { Watching } from './watching.js';

export { StateFailure } from './state-failure.js';
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
 * @throws RangeError when an option can't work; StateInUse when another shipper uses the state file; StateFailure when that can't be read or
 * written.
 */
export async function shipOnce(options: ShipOptions, signal?: AbortSignal): Promise<ShipReport> {
  const settings = settingsOf(options);
  return withStateLock(settings.stateFile, (lost) => new Shipper(settings, either(lost, signal)).drain());
}

/**
 * Follows the logs until the signal comes: ships each chunk as it fills up or grows old, and the exports of a folder as they come. Rounds that fail come
 * less and less often, and the events say why; they never end it.
 *
 * @throws RangeError when an option can't work; StateInUse when another shipper uses the state file, or took it while this one was asleep;
 * StateFailure when its lock can't be written.
 */
export async function watch(options: WatchOptions, signal: AbortSignal): Promise<void> {
  const settings = settingsOf(options);
  const watching = { ...options, pollMilliseconds: options.pollMilliseconds ?? 2_000 };
  await withStateLock(settings.stateFile, (lost) => new Watching(settings, watching, either(lost, signal)).run());
}

function either(lost: AbortSignal, signal: AbortSignal | undefined): AbortSignal {
  return signal === undefined ? lost : AbortSignal.any([lost, signal]);
}
