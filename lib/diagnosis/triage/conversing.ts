import type { RawSession } from '../../log/raw-session.js';
import type { Direction } from '../../log/record.js';
import { Beginnings, endsAt, standsAt } from './bytes.js';

const SENT = 0x3e; // >
const RECEIVED = 0x3c; // <
const QUOTE = 0x22;
const HYPHEN = 0x2d;
const TWO = 0x32;
const THREE = 0x33;

const DATA = Buffer.from('DATA');
const BDAT = Buffer.from('BDAT ');
const LAST = Buffer.from(' LAST,');
const MAIL = Buffer.from('MAIL FROM:');
const QUIT = Buffer.from('QUIT');
const RSET = Buffer.from('RSET');
const GO_AHEAD = Buffer.from('354 ');

/** Commands that an ordinary session is made of. A logon, or anything else, is for the rules to look at. */
const ORDINARY = new Beginnings([
  'EHLO ',
  'HELO ',
  'STARTTLS',
  'X-ANONYMOUSTLS',
  'XPROXYFROM ',
  'MAIL FROM:',
  'RCPT TO:',
  'DATA',
  'BDAT ',
  'RSET',
  'NOOP',
  'QUIT',
]);

/** Follows commands and replies as long as all is well: every reply is good, and every command has one. */
export class Conversing {
  readonly #command: number;
  #commands = 0;
  #mails = 0;
  /** DATA, and the last BDAT: each stands for a message that was handed over. */
  #messages = 0;
  /** Replies that are still to come; the greeting is the first. */
  #awaited = 1;
  #quit = false;

  constructor(direction: Direction) {
    this.#command = direction === 'send' ? SENT : RECEIVED;
  }

  /** Takes one row that is no information. @returns false when it is out of the ordinary. */
  goesOn(session: RawSession, record: number, event: number): boolean {
    if (event !== SENT && event !== RECEIVED) return true; // connected or disconnected
    const bytes = session.bytes(record);
    const start = session.dataStart(record);
    return event === this.#command ? this.#commanded(bytes, start, session.lineEnd(record)) : this.#replied(bytes, start);
  }

  #commanded(bytes: Buffer, start: number, end: number): boolean {
    if (!ORDINARY.standAt(bytes, start)) return false;
    this.#commands += 1;
    this.#awaited += 1;
    if (standsAt(bytes, start, MAIL)) this.#mails += 1;
    else if (standsAt(bytes, start, DATA) || (standsAt(bytes, start, BDAT) && endsAt(bytes, end, LAST))) this.#messages += 1;
    else if (standsAt(bytes, start, QUIT)) this.#quit = true;
    else if (standsAt(bytes, start, RSET)) return this.#mails === this.#messages; // a message that is given up half-way is for the rules
    return this.#messages <= this.#mails && this.#mails <= this.#messages + 1;
  }

  #replied(bytes: Buffer, start: number): boolean {
    const code = bytes[start] === QUOTE ? start + 1 : start;
    if (bytes[code] === THREE) return standsAt(bytes, code, GO_AHEAD); // the final reply still follows
    if (bytes[code] !== TWO) return false;
    if (bytes[code + 3] !== HYPHEN) this.#awaited -= 1;
    return this.#awaited >= 0;
  }

  /** What has become of the session, if all its rows were ordinary. */
  plainOutcome(): 'delivered' | 'idle' | undefined {
    // Many servers hang up instead of answering QUIT, and a probe may not wait for the greeting.
    const answered = this.#awaited === 0 || (this.#awaited === 1 && this.#quit);
    if (this.#mails > 0) return answered && this.#messages === this.#mails ? 'delivered' : undefined;
    return this.#commands === 0 ? 'idle' : undefined;
  }
}
