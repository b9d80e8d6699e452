/**
 * How much of something may be used up: `perSecond` in the long run, and `burst` at once after a rest.
 *
 * What was used is told afterwards, so a single large use may overdraw it; the debt is paid off by waiting.
 */
export class Allowance {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #at: number;

  /** @param now milliseconds of a clock that never jumps, such as `performance.now()` */
  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
    this.#at = now;
  }

  /** Takes `amount`. @returns the milliseconds to wait before more may be used. */
  spend(amount: number, now: number): number {
    const earned = (Math.max(0, now - this.#at) / 1000) * this.#perSecond;
    this.#at = now;
    this.#left = Math.min(this.#burst, this.#left + earned) - amount;
    return this.#left >= 0 ? 0 : Math.ceil((-this.#left / this.#perSecond) * 1000);
  }
}
