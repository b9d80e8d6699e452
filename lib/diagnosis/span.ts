import type { RawSession } from '../log/raw-session.js';
import { rowTime } from './triage/row-time.js';

/** From the first record to the last, by what the rows say. Milliseconds since 1970, UTC; `undefined` without any record. */
export class Span {
  first: number | undefined;
  last: number | undefined;

  /** Takes in a session whose bytes are still there. */
  takeRaw(session: RawSession): void {
    if (!session.standardColumns) {
      for (const { time } of session.decode().records) this.take(time, time);
      return;
    }
    this.take(rowTime(session, 0), rowTime(session, session.recordCount - 1));
  }

  /** Takes in what lies between two moments. */
  take(first: number, last: number): void {
    this.first = this.first === undefined ? first : Math.min(this.first, first);
    this.last = this.last === undefined ? last : Math.max(this.last, last);
  }

  /** Takes in another span; an empty one changes nothing. */
  takeAll({ first, last }: Readonly<Pick<Span, 'first' | 'last'>>): void {
    if (first !== undefined && last !== undefined) this.take(first, last);
  }
}
