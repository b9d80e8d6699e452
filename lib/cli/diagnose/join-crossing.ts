import type { LogSession } from '../../log/record.js';

/**
 * Puts sessions together that cross from one segment to the next: the part that ends one with the part that begins the next. What has no counterpart stays as
 * it is: the logs begin or end in its middle.
 */
export class CrossingSessions {
  readonly #open = new Map<string, LogSession>();

  /** Takes the parts of the next segment, and returns the sessions to which nothing more can come. */
  join(parts: readonly LogSession[]): readonly LogSession[] {
    const joined: LogSession[] = [];
    for (const part of parts) {
      const key = JSON.stringify([part.connector, part.sessionId]);
      const earlier = this.#open.get(key);
      // A part that begins anew belongs to no earlier one, even if the id is the same: masked logs repeat ids.
      const isNext = earlier !== undefined && !part.begun;
      if (earlier !== undefined && !isNext) joined.push(earlier);
      const session = isNext ? together(earlier, part) : part;
      if (session.closed) {
        joined.push(session);
        this.#open.delete(key);
      } else this.#open.set(key, session);
    }
    return joined;
  }

  /** The sessions that are still open after the last segment. */
  rest(): readonly LogSession[] {
    return [...this.#open.values()];
  }
}

function together(earlier: LogSession, later: LogSession): LogSession {
  const records = [...earlier.records, ...later.records].sort((a, b) => a.sequence - b.sequence);
  return { ...earlier, records, closed: later.closed };
}
