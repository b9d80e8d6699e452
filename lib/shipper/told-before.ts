import { isProblem, type ShipEvent } from './events.js';

/** Keeps what lasts, such as a missing folder or a refused token, from being told again in every round: once, until a round passes without it. */
export class ToldBefore {
  #lastRound = new Set<string>();
  #thisRound = new Set<string>();

  beginRound(): void {
    this.#lastRound = this.#thisRound;
    this.#thisRound = new Set();
  }

  isNew(event: ShipEvent): boolean {
    if (!isProblem(event) && event.name !== 'stream-assumed') return true;
    const said = JSON.stringify(event);
    const isNew = !this.#lastRound.has(said) && !this.#thisRound.has(said);
    this.#thisRound.add(said);
    return isNew;
  }
}
