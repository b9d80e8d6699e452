import type { OpenSession } from './open-session.js';
import type { Row } from './row.js';

/** Room for so many sessions at first; a power of two. */
const FIRST_ROOM = 1024;

/**
 * The open sessions, found by connector and session-id.
 *
 * Ids of sixteen hexadecimal digits are looked up by their two integers, in a table with open addressing; other ids go by text. What is hashed comes from files
 * that may be made up, so the hash begins with random numbers: nobody can choose ids that collide.
 */
export class OpenSessions {
  private table: (OpenSession | undefined)[] = new Array<OpenSession | undefined>(FIRST_ROOM).fill(undefined);
  private mask = FIRST_ROOM - 1;
  private count = 0;
  private readonly others = new Map<string, OpenSession>();
  /** The open sessions in the order in which they began: a list, since a Set gets slow when its first member is taken again and again. */
  private first: OpenSession | undefined;
  private last: OpenSession | undefined;
  private readonly highFactor = oddNumber();
  private readonly lowFactor = oddNumber();

  /** The session that the row belongs to, if it is open. */
  find(row: Row): OpenSession | undefined {
    if (!row.hexId) return this.others.get(otherKey(row.connector.bytes, row.otherId));
    const { table, mask } = this;
    for (let slot = this.slotOf(row.idHigh, row.idLow); ; slot = (slot + 1) & mask) {
      const session = table[slot];
      if (session === undefined) return undefined;
      if (session.idLow === row.idLow && session.idHigh === row.idHigh && session.connector.is(row.connector)) return session;
    }
  }

  add(session: OpenSession): void {
    this.append(session);
    if (!session.hexId) {
      this.others.set(otherKey(session.connector.bytes, session.otherId), session);
      return;
    }
    if (++this.count * 2 > this.table.length) this.grow();
    this.insert(session);
  }

  remove(session: OpenSession): void {
    this.unlink(session);
    if (!session.hexId) {
      this.others.delete(otherKey(session.connector.bytes, session.otherId));
      return;
    }
    const { table, mask } = this;
    let gap = this.slotOf(session.idHigh, session.idLow);
    while (table[gap] !== session) gap = (gap + 1) & mask;
    // Sessions behind the gap that would not be found any more move up into it (Knuth, The Art of Computer Programming 3, 6.4, algorithm R).
    for (let slot = (gap + 1) & mask; ; slot = (slot + 1) & mask) {
      const moved = table[slot];
      if (moved === undefined) break;
      const wanted = this.slotOf(moved.idHigh, moved.idLow);
      if (((slot - wanted) & mask) >= ((slot - gap) & mask)) {
        table[gap] = moved;
        gap = slot;
      }
    }
    table[gap] = undefined;
    this.count--;
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
    let slot = this.slotOf(session.idHigh, session.idLow);
    while (this.table[slot] !== undefined) slot = (slot + 1) & this.mask;
    this.table[slot] = session;
  }

  private grow(): void {
    const { table } = this;
    this.table = new Array<OpenSession | undefined>(table.length * 2).fill(undefined);
    this.mask = this.table.length - 1;
    for (const session of table) if (session) this.insert(session);
  }

  private slotOf(idHigh: number, idLow: number): number {
    let hash = Math.imul(idHigh ^ (idHigh >>> 15), this.highFactor) + Math.imul(idLow ^ (idLow >>> 15), this.lowFactor);
    hash = Math.imul(hash ^ (hash >>> 16), this.highFactor);
    return (hash ^ (hash >>> 15)) & this.mask;
  }
}

function oddNumber(): number {
  return Math.floor(Math.random() * 0x7fffffff) | 1;
}

/** The connector's length keeps its name and the id apart, whatever they hold. */
function otherKey(connector: Buffer, id: string): string {
  return `${connector.length}:${connector.toString('latin1')}${id}`;
}
