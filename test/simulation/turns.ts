import { setImmediate as nextRound } from 'node:timers/promises';
import type { SeededRandom } from '../bench/seeded-random.js';

/** Somebody who takes turns: one delivery, or one run of the timer. */
export interface Player {
  /** Against that of the others; someone slow may stand still between any two operations while the others do everything. */
  readonly weight: number;
}

interface Waiting {
  readonly player: Player;
  readonly goes: () => Promise<void>;
}

/**
 * Lets one storage operation happen at a time, and chance decide whose it is: how concurrent workers meet then follows from a seed alone, and the worst
 * meetings are as likely as the usual ones.
 */
export class Turns {
  #waiting: Waiting[] = [];

  constructor(private readonly random: SeededRandom) {}

  /** Waits for the player's turn, then does it. */
  take<Result>(player: Player, operation: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ player, goes: () => operation().then(resolve, reject) });
    });
  }

  /** Lets turns be taken until `done`. */
  async play(done: () => boolean): Promise<void> {
    for (;;) {
      // Nobody does anything but storage operations that takes time, so whoever can go on stands in the queue after one round.
      await nextRound();
      if (done()) return;
      const next = this.#choose();
      if (next === undefined) throw new Error('Everybody waits for something that is no storage operation.');
      await next.goes();
    }
  }

  #choose(): Waiting | undefined {
    const sum = this.#waiting.reduce((weights, { player }) => weights + player.weight, 0);
    let left = this.random.next() * sum;
    const at = this.#waiting.findIndex(({ player }) => (left -= player.weight) < 0);
    return this.#waiting.splice(Math.max(0, at), 1)[0];
  }
}
