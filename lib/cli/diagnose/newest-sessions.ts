import { remoteAddressEnd, remoteEndpointStart } from '../../diagnosis/triage/remote-endpoint.js';
import type { RawSession } from '../../log/raw-session.js';

/** Places for pairs of connector and remote address that are told apart at once; a power of two. */
const PLACES = 256;

/** A session, and where its remote address stands. */
interface Placed {
  session: RawSession;
  /** How many were taken before it. */
  order: number;
  bytes: Buffer;
  start: number;
  end: number;
}

/**
 * The newest session of each connector and remote address among those of a part of the log. A busy server has hundreds in a part and few pairs: most give
 * way to a newer one, which must cost next to nothing. Where two pairs fall on one place the older session is kept beside, so that nothing is lost.
 */
export class NewestSessions {
  readonly #places: (Placed | undefined)[] = new Array<Placed | undefined>(PLACES).fill(undefined);
  #beside: Placed[] = [];
  #taken = 0;

  take(session: RawSession): void {
    const last = session.recordCount - 1;
    const bytes = session.bytes(last);
    const data = session.dataStart(last);
    const start = remoteEndpointStart(bytes, data);
    const end = remoteAddressEnd(bytes, start, data);
    const place = placeOf(session, bytes, start, end);
    const before = this.#places[place];
    const order = this.#taken++;
    if (before !== undefined && before.session.connector === session.connector && isSame(before, bytes, start, end)) {
      before.session = session;
      before.order = order;
      before.bytes = bytes;
      before.start = start;
      before.end = end;
      return;
    }
    if (before !== undefined) this.#beside.push(before);
    this.#places[place] = { session, order, bytes, start, end };
  }

  /** In the order in which they were taken; of one pair there may be several. */
  sessions(): RawSession[] {
    const placed = [...this.#beside, ...this.#places.filter((one) => one !== undefined)];
    return placed.sort((one, other) => one.order - other.order).map(({ session }) => session);
  }

  clear(): void {
    if (this.#taken === 0) return;
    this.#places.fill(undefined);
    this.#beside = [];
    this.#taken = 0;
  }
}

function placeOf({ connector }: RawSession, bytes: Buffer, start: number, end: number): number {
  let hash = connector.length;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash, 31) + (bytes[at] ?? 0);
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
}

function isSame(known: Placed, bytes: Buffer, start: number, end: number): boolean {
  if (known.end - known.start !== end - start) return false;
  for (let at = start, knownAt = known.start; at < end; at += 1, knownAt += 1) if (known.bytes[knownAt] !== bytes[at]) return false;
  return true;
}
