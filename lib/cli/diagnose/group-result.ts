import type { LogSession } from '../../log/record.js';
import { CrossingSessions } from './join-crossing.js';
import { SessionsTally, type Segment, type SegmentResult } from './read-segment.js';

/** What was found in the segments of one group, whichever was read first, and of the sessions that cross from one to the next. */
export class GroupResult {
  /** In the order of the segments. */
  readonly results: Omit<SegmentResult, 'crossing'>[] = [];
  readonly crossing: SessionsTally;
  readonly #joining = new CrossingSessions();
  readonly #waiting = new Map<number, SegmentResult>();

  constructor(
    readonly segments: readonly Segment[],
    options: Pick<Segment, 'server' | 'transcripts'>,
  ) {
    this.crossing = new SessionsTally(options);
  }

  /** Takes what was found in a segment. Sessions that cross are judged while others are still read, and then forgotten. */
  take(segment: number, result: SegmentResult): void {
    this.#waiting.set(segment, result);
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const { crossing, ...rest } = next;
      this.results.push(rest);
      this.judge(this.#joining.join(crossing));
    }
  }

  /** All segments were read. */
  end(): void {
    this.judge(this.#joining.rest());
  }

  #next(): SegmentResult | undefined {
    const place = this.results.length;
    const next = this.#waiting.get(place);
    this.#waiting.delete(place);
    return next;
  }

  /** Judges sessions of which all parts are there. */
  judge(sessions: readonly LogSession[]): void {
    for (const session of sessions) if (this.crossing.add(session) === 'delivered') this.crossing.healthy.rememberDecoded(session);
  }
}
