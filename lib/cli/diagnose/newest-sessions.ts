import { remoteAddressEnd, remoteEndpointStart } from '../../diagnosis/triage/remote-endpoint.js';
import type { RawSession } from '../../log/raw-session.js';

/** Places for pairs of connector and remote address that are told apart at once; a power of two. */
const PLACES = 256;

interface Placed {
  session: RawSession;
  /** How many were taken before it. */
  order: number;
  remote: Place;
}

/** Where a remote address stands. */
interface Place {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * The newest session of each connector and remote address among those of a block of the log. A busy server has hundreds in a block and few pairs: most give
 * way to a newer one, which must cost next to nothing. Where two pairs fall on one place the older session is kept beside, so that nothing is lost.
 */
export class NewestSessions {
  readonly #places: (Placed | undefined)[] = new Array<Placed | undefined>(PLACES).fill(undefined);
  #beside: Placed[] = [];
  #taken = 0;

  take(session: RawSession): void {
    const remote = remoteOf(session);
    const place = placeOf(session, remote);
    const before = this.#places[place];
    const order = this.#taken++;
    if (before !== undefined && before.session.connector === session.connector && isSame(before.remote, remote)) {
      before.session = session;
      before.order = order;
      before.remote = remote;
      return;
    }
    if (before !== undefined) this.#beside.push(before);
    this.#places[place] = { session, order, remote };
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

function remoteOf(session: RawSession): Place {
  const last = session.recordCount - 1;
  const bytes = session.bytes(last);
  const data = session.dataStart(last);
  const start = remoteEndpointStart(bytes, data);
  return { bytes, start, end: remoteAddressEnd(bytes, start, data) };
}

function placeOf({ connector }: RawSession, { bytes, start, end }: Place): number {
  let hash = connector.length;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash, 31) + (bytes[at] ?? 0);
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
}

function isSame(one: Place, other: Place): boolean {
  const length = one.end - one.start;
  if (other.end - other.start !== length) return false;
  for (let at = 0; at < length; at += 1) if (one.bytes[one.start + at] !== other.bytes[other.start + at]) return false;
  return true;
}
