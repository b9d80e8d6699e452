import type { OpenSession } from './open-session.js';
import type { Row } from './row.js';

/** Room for so many sessions at first; a power of two. */
const FIRST_ROOM = 1024;

/**
 * The open sessions, found by connector and session-id.
 *
 * Ids of sixteen bytes are looked up by their four integers, in a table with open addressing; other ids go by text. What is hashed comes from files
 * that may be made up, so the hash begins with random numbers: nobody can choose ids that collide.
 */
export class OpenSessions {
  private table: (OpenSession | undefined)[] = new Array<OpenSession | undefined>(FIRST_ROOM).fill(undefined);
  private mask = FIRST_ROOM - 1;
  private inTable = 0;
  private readonly others = new Map<string, OpenSession>();
  /** The open sessions in the order in which they began: a list, since a Set gets slow when its first member is taken again and again. */
  private first: OpenSession | undefined;
  private last: OpenSession | undefined;
  private readonly factor0 = oddNumber();
  private readonly factor1 = oddNumber();
  private readonly factor2 = oddNumber();
  private readonly factor3 = oddNumber();

  /** The session that a row belongs to, if it is open. */
  find(row: SessionName): OpenSession | undefined {
    if (!row.ordinaryId) return this.others.get(otherKey(row.connector.bytes, row.otherId));
    const { table, mask } = this;
    for (let slot = this.slotOf(row); ; slot = (slot + 1) & mask) {
      const session = table[slot];
      if (session === undefined) return undefined;
      // The last bytes first: they are what tells ids apart.
      if (
        session.id3 === row.id3 &&
        session.id2 === row.id2 &&
        session.id1 === row.id1 &&
        session.id0 === row.id0 &&
        session.connector.is(row.connector)
      )
        return session;
    }
  }

  add(session: OpenSession): void {
    this.append(session);
    if (!session.ordinaryId) {
      this.others.set(otherKey(session.connector.bytes, session.otherId), session);
      return;
    }
    if (++this.inTable * 2 > this.table.length) this.grow();
    this.insert(session);
  }

  remove(session: OpenSession): void {
    this.unlink(session);
    if (!session.ordinaryId) {
      this.others.delete(otherKey(session.connector.bytes, session.otherId));
      return;
    }
    const { table, mask } = this;
    let gap = this.slotOf(session);
    while (table[gap] !== session) gap = (gap + 1) & mask;
    // Sessions behind the gap that would not be found any more move up into it (Knuth, The Art of Computer Programming 3, 6.4, algorithm R).
    for (let slot = (gap + 1) & mask; ; slot = (slot + 1) & mask) {
      const moved = table[slot];
      if (moved === undefined) break;
      const wanted = this.slotOf(moved);
      if (((slot - wanted) & mask) >= ((slot - gap) & mask)) {
        table[gap] = moved;
        gap = slot;
      }
    }
    table[gap] = undefined;
    this.inTable--;
  }

  /** How many there are. */
  get count(): number {
    return this.inTable + this.others.size;
  }

  /** All of them, in the order in which they began. */
  *all(): Generator<OpenSession> {
    for (let session = this.first; session !== undefined; session = session.later) yield session;
  }

  /** The session that began first. */
  oldest(): OpenSession | undefined {
    return this.first;
  }

  private append(session: OpenSession): void {
    session.earlier = this.last;
    if (this.last) this.last.later = session;
    else this.first = session;
    this.last = session;
  }

  private unlink(session: OpenSession): void {
    const { earlier, later } = session;
    if (earlier) earlier.later = later;
    else this.first = later;
    if (later) later.earlier = earlier;
    else this.last = earlier;
    session.earlier = undefined;
    session.later = undefined;
  }

  private insert(session: OpenSession): void {
    let slot = this.slotOf(session);
    while (this.table[slot] !== undefined) slot = (slot + 1) & this.mask;
    this.table[slot] = session;
  }

  private grow(): void {
    const { table } = this;
    this.table = new Array<OpenSession | undefined>(table.length * 2).fill(undefined);
    this.mask = this.table.length - 1;
    for (const session of table) if (session) this.insert(session);
  }

  private slotOf({ id0, id1, id2, id3 }: OrdinaryId): number {
    let hash =
      Math.imul(id0 ^ (id0 >>> 15), this.factor0) +
      Math.imul(id1 ^ (id1 >>> 15), this.factor1) +
      Math.imul(id2 ^ (id2 >>> 15), this.factor2) +
      Math.imul(id3 ^ (id3 >>> 15), this.factor3);
    hash = Math.imul(hash ^ (hash >>> 16), this.factor0);
    return (hash ^ (hash >>> 15)) & this.mask;
  }
}

/** What a session is found by. */
export type SessionName = Pick<Row, 'connector' | 'ordinaryId' | 'id0' | 'id1' | 'id2' | 'id3' | 'otherId'>;

type OrdinaryId = Pick<Row, 'id0' | 'id1' | 'id2' | 'id3'>;

function oddNumber(): number {
  return Math.floor(Math.random() * 0x7fffffff) | 1;
}

/** The connector's length keeps its name and the id apart, whatever they hold. */
function otherKey(connector: Buffer, id: string): string {
  return `${connector.length}:${connector.toString('latin1')}${id}`;
}
