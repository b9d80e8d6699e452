import { isProblem, type ShipEvent, type ShipProblem } from './events.js';

/** What one round of shipping found and did. */
export interface ShipReport {
  /** Protocol logs that were found. */
  readonly files: number;
  /** Chunks that the store holds since this round. */
  readonly chunks: number;
  /** Chunks that the store held already when they were sent. */
  readonly alreadyThere: number;
  /** Of `chunks`, as they stand in the logs and as they were sent. */
  readonly bytes: { readonly raw: number; readonly compressed: number };
  /** Logs with bytes that wait: for the end of a half-written record or header, or for a chunk to fill up. */
  readonly waiting: number;
  readonly problems: readonly ShipProblem[];
  /** The last of the problems ended the round early, or the signal did. */
  readonly stopped: boolean;
}

/** Counts while a round runs. */
export class Tally {
  files = 0;
  waiting = 0;
  stopped = false;
  readonly #problems: ShipProblem[] = [];
  #chunks = 0;
  #alreadyThere = 0;
  #raw = 0;
  #compressed = 0;

  count(event: ShipEvent): void {
    if (isProblem(event)) {
      this.#problems.push(event);
    } else if (event.name === 'chunk-shipped') {
      this.#chunks += 1;
      this.#raw += event.to - event.from;
      this.#compressed += event.compressedBytes;
    } else if (event.name === 'chunk-already-stored') {
      this.#alreadyThere += 1;
    }
  }

  report(): ShipReport {
    return {
      files: this.files,
      chunks: this.#chunks,
      alreadyThere: this.#alreadyThere,
      bytes: { raw: this.#raw, compressed: this.#compressed },
      waiting: this.waiting,
      problems: this.#problems,
      stopped: this.stopped,
    };
  }
}
