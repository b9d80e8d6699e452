import { Problem } from './problem.js';

/** How fast somebody may ask: so much at once, and so much a second in the long run. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** A dashboard that opens asks thirty things at once; a shipper that catches up asks once for a hundred chunks. */
export const CALLER_RATE: Rate = { burst: 600, perSecond: 30 };

/** Of one address that shows no token, or a wrong one: who enrols servers, and who guesses. */
export const STRANGER_RATE: Rate = { burst: 60, perSecond: 1 };

/** Callers that are remembered; of more, whoever has been quiet longest is forgotten, and begins anew. */
const MAX_REMEMBERED = 10_000;

/** Answers of any length that one caller takes at once: the sheets of a workbook that are refreshed together. Each may hold a function for minutes. */
export const MAX_STREAMS = 8;

/** Most are over by then. */
const STREAM_RETRY_SECONDS = 10;

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/**
 * Token buckets, in the memory of one instance. Where the function app runs on several, each grants the whole rate: it is a guard against loops and guesses,
 * not an account.
 */
export class RateLimits {
  readonly #buckets = new Map<string, Bucket>();
  readonly #streams = new Map<string, number>();

  /** @throws {Problem} too-many-requests, that says when to try again */
  take(who: string, { burst, perSecond }: Rate, now: number): void {
    const { left, at } = this.#buckets.get(who) ?? { left: burst, at: now };
    const available = Math.min(burst, left + (Math.max(0, now - at) / 1000) * perSecond);
    this.#buckets.delete(who);
    this.#buckets.set(who, { left: Math.max(0, available - 1), at: now });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MAX_REMEMBERED && oldest !== undefined) this.#buckets.delete(oldest);
    if (available >= 1) return;
    const seconds = Math.ceil((1 - available) / perSecond);
    throw new Problem('too-many-requests', `That was too much at once. Try again in ${seconds} s.`, seconds);
  }

  /**
   * The parts of an answer of any length, which counts as one of its reader's from the first to the last.
   *
   * @throws {Problem} too-many-requests, in place of the first, when it would be one too many
   */
  async *streamed<Part>(who: string, parts: AsyncIterable<Part>): AsyncGenerator<Part> {
    const open = this.#streams.get(who) ?? 0;
    if (open >= MAX_STREAMS)
      throw new Problem(
        'too-many-requests',
        `${MAX_STREAMS} exports are under way to this token. Let one come to its end.`,
        STREAM_RETRY_SECONDS,
      );
    this.#streams.set(who, open + 1);
    try {
      yield* parts;
    } finally {
      const left = (this.#streams.get(who) ?? 1) - 1;
      if (left === 0) this.#streams.delete(who);
      else this.#streams.set(who, left);
    }
  }
}
