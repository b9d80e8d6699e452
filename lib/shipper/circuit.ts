import { setTimeout as sleep } from 'node:timers/promises';
import type { ShipProblem } from './events.js';
import type { TokenSource } from './options.js';

/** How long nothing is asked after a refusal: twice as long after each, up to an hour. */
const FIRST_REST = 5 * 60_000;
const LONGEST_REST = 60 * 60_000;

/** How often is looked for another token meanwhile. */
const LOOK = 5_000;

export interface CircuitParts {
  readonly token: TokenSource;
  /** Milliseconds by a clock that never jumps. */
  readonly steadyClock: () => number;
  /** Milliseconds between two looks at the token. */
  readonly lookMilliseconds?: number;
}

/**
 * Keeps the shipper from asking again and again with a token that Mailflow refuses. After a refusal nothing passes until a rest is over, or until there
 * is another token; all positions are kept.
 */
export class Circuit {
  readonly #parts: CircuitParts;
  #refusals = 0;
  #open: { readonly token: string; readonly until: number } | undefined;

  constructor(parts: CircuitParts) {
    this.#parts = parts;
  }

  /** Mailflow took the token. */
  accepted(): void {
    this.#refusals = 0;
    this.#open = undefined;
  }

  /** Opens when the token is among what was met. */
  async met(problems: readonly ShipProblem[]): Promise<void> {
    if (this.#open !== undefined || !problems.some(isRefusal)) return;
    const rest = Math.min(LONGEST_REST, FIRST_REST * 2 ** this.#refusals);
    this.#refusals += 1;
    // Never soon, since this does not pass by itself; and not all servers of a revoked tenant at once.
    const until = this.#parts.steadyClock() + rest * (0.75 + Math.random() / 4);
    this.#open = { token: await this.#token(), until };
  }

  /** Waits until something may be asked. @throws the signal's reason, when it comes. */
  async closed(signal: AbortSignal): Promise<void> {
    const { steadyClock, lookMilliseconds = LOOK } = this.#parts;
    for (let open = this.#open; open !== undefined; open = this.#open) {
      const left = open.until - steadyClock();
      if (left <= 0 || (await this.#token()) !== open.token) this.#open = undefined;
      else await sleep(Math.min(left, lookMilliseconds), undefined, { signal });
    }
  }

  async #token(): Promise<string> {
    return this.#parts.token().catch(() => '');
  }
}

function isRefusal(problem: ShipProblem): boolean {
  if (problem.name === 'api-refused') return problem.status === 401 || problem.status === 403;
  return problem.name === 'token-refused';
}
