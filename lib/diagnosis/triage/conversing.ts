import type { Direction } from '../../log/record.js';
import type { MailCounts } from '../mail-counts.js';
import { endsAt, standsAt } from './bytes.js';

const SENT = 0x3e; // >
const RECEIVED = 0x3c; // <
const QUOTE = 0x22;
const HYPHEN = 0x2d;
const TWO = 0x32;
const THREE = 0x33;

const GO_AHEAD = Buffer.from('354 ');
const LAST = Buffer.from(' LAST,');

const EHLO = Buffer.from('EHLO ');
const HELO = Buffer.from('HELO ');
const STARTTLS = Buffer.from('STARTTLS');
const X_ANONYMOUSTLS = Buffer.from('X-ANONYMOUSTLS');
const XPROXYFROM = Buffer.from('XPROXYFROM ');
const MAIL = Buffer.from('MAIL FROM:');
const RCPT = Buffer.from('RCPT TO:');
const DATA = Buffer.from('DATA');
const BDAT = Buffer.from('BDAT ');
const RSET = Buffer.from('RSET');
const NOOP = Buffer.from('NOOP');
const QUIT = Buffer.from('QUIT');

/** Follows commands and replies as long as all is well: every reply is good, and every command has one. */
export class Conversing {
  readonly #command: number;
  readonly #direction: Direction;
  #commands = 0;
  #mails = 0;
  /** DATA, and the last BDAT: each stands for a message that was handed over. */
  #messages = 0;
  #recipients = 0;
  #size = 0;
  /** Replies that are still to come; the greeting is the first. */
  #awaited = 1;
  #quit = false;

  constructor(direction: Direction) {
    this.#command = direction === 'send' ? SENT : RECEIVED;
    this.#direction = direction;
  }

  /** What was handed over, once {@link plainOutcome} says that all went well. */
  get mail(): MailCounts {
    return { messages: this.#messages, recipients: this.#recipients, bytes: this.#size };
  }

  /** Takes one row that is no information: `start` is where its data begins. @returns false when it is out of the ordinary. */
  goesOn(bytes: Buffer, start: number, end: number, event: number): boolean {
    if (event !== SENT && event !== RECEIVED) return true; // connected or disconnected
    return event === this.#command ? this.#commanded(bytes, start, end) : this.#replied(bytes, start);
  }

  /** Commands that an ordinary session is made of, told by their first letter. A logon, or anything else, is for the rules to look at. */
  #commanded(bytes: Buffer, start: number, end: number): boolean {
    this.#commands += 1;
    this.#awaited += 1;
    switch (bytes[start]) {
      case 0x4d: // M
        this.#mails += 1;
        this.#size += announcedSize(bytes, start, end);
        return standsAt(bytes, start, MAIL) && this.#mails === this.#messages + 1;
      case 0x52: // R
        if (standsAt(bytes, start, RCPT)) {
          this.#recipients += 1;
          return true;
        }
        // A message that is given up half-way is for the rules.
        return standsAt(bytes, start, RSET) && this.#mails === this.#messages;
      case 0x44: // D
        return standsAt(bytes, start, DATA) && this.#messageHandedOver();
      case 0x42: // B
        return standsAt(bytes, start, BDAT) && (!endsAt(bytes, end, LAST) || this.#messageHandedOver());
      case 0x51: // Q
        this.#quit = true;
        return standsAt(bytes, start, QUIT);
      case 0x45: // E
        return standsAt(bytes, start, EHLO);
      case 0x48: // H
        return standsAt(bytes, start, HELO);
      case 0x53: // S
        return standsAt(bytes, start, STARTTLS);
      case 0x58: // X
        return standsAt(bytes, start, X_ANONYMOUSTLS) || standsAt(bytes, start, XPROXYFROM);
      case 0x4e: // N
        return standsAt(bytes, start, NOOP);
      default:
        return false;
    }
  }

  #messageHandedOver(): boolean {
    this.#messages += 1;
    return this.#messages === this.#mails;
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
    // Where we connect, somebody must greet.
    const greeted = this.#direction === 'receive' || this.#awaited === 0;
    return this.#commands === 0 && greeted ? 'idle' : undefined;
  }
}

const SIZE = Buffer.from(' SIZE=');
const ZERO = 0x30;
const NINE = 0x39;

/** The bytes that MAIL announces, or 0 (RFC 1870, section 6). */
function announcedSize(bytes: Buffer, start: number, end: number): number {
  for (let at = end - SIZE.length - 1; at > start; at -= 1) {
    if (bytes[at] !== SIZE[0] || !standsAt(bytes, at, SIZE)) continue;
    let size = 0;
    for (let digit = at + SIZE.length; digit < end; digit += 1) {
      const byte = bytes[digit] ?? 0;
      if (byte < ZERO || byte > NINE) break;
      size = size * 10 + byte - ZERO;
    }
    return Math.min(size, Number.MAX_SAFE_INTEGER);
  }
  return 0;
}
