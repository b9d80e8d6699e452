import { stat } from 'node:fs/promises';
import type { Checkpoints } from './checkpoints.js';
import { sameLook } from './same-look.js';

/** How long the logs at rest are taken to be as they were, in milliseconds. That one is gone, its folder's list tells at once. */
const LAP = 5 * 60_000;

/**
 * Looks now and then whether logs at rest have changed after all. A server keeps weeks of logs, thousands of files, and writes to a handful; to ask for
 * the size and the time of each in every round would be more than the shipper may take.
 */
export class RestingLogs {
  readonly #steadyClock: () => number;
  #lapEnds = -Infinity;
  #isUnderWay = false;

  /** @param steadyClock milliseconds by a clock that never jumps */
  constructor(steadyClock: () => number) {
    this.#steadyClock = steadyClock;
  }

  /**
   * Wakes those that don't look as they did, and those that the configuration counts to another stream by now: the round will see to them.
   *
   * @param all not only some, as long as another round comes
   * @param rest called between two files
   */
  async wakeChanged(checkpoints: Checkpoints, all: boolean, rest: () => Promise<void>): Promise<void> {
    if (!this.#isUnderWay) {
      const steadyNow = this.#steadyClock();
      if (steadyNow < this.#lapEnds) return;
      this.#lapEnds = steadyNow + LAP;
    }
    do {
      const { logs, last } = await checkpoints.someAtRest();
      this.#isUnderWay = !last;
      for (const { log, stream, look } of logs) {
        await rest();
        const now = await stat(log.path).catch(() => undefined);
        if (now !== undefined && (!sameLook(now, look) || stream !== log.stream)) log.progress = 'begun';
      }
    } while (all && this.#isUnderWay);
  }
}
