import type { Direction } from '../../log/record.js';
import type { MailCounts } from '../mail-counts.js';
import { FOUR } from '../../log/four-bytes.js';
import { KnownBytes } from '../../log/known-bytes.js';

const SENT = 0x3e; // >
const RECEIVED = 0x3c; // <
const QUOTE = 0x22;
const HYPHEN = 0x2d;
const TWO = 0x32;

const GO_AHEAD = Buffer.from('354 ').readInt32LE();
const LAST = new KnownBytes(' LAST,');

const EHLO = new KnownBytes('EHLO ');
const HELO = new KnownBytes('HELO ');
const STARTTLS = new KnownBytes('STARTTLS');
const X_ANONYMOUSTLS = new KnownBytes('X-ANONYMOUSTLS');
const XPROXYFROM = new KnownBytes('XPROXYFROM ');
const MAIL = new KnownBytes('MAIL FROM:');
const RCPT = new KnownBytes('RCPT TO:');
const DATA = new KnownBytes('DATA');
const BDAT = new KnownBytes('BDAT ');
const RSET = new KnownBytes('RSET');
const NOOP = new KnownBytes('NOOP');
const QUIT = new KnownBytes('QUIT');

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
  goesOn(view: DataView, start: number, end: number, event: number): boolean {
    if (event !== SENT && event !== RECEIVED) return true; // connected or disconnected
    return event === this.#command ? this.#commanded(view, start, end) : this.#replied(view, start, end);
  }

  /** Commands that an ordinary session is made of, told by their first letter. A logon, or anything else, is for the rules to look at. */
  #commanded(view: DataView, start: number, end: number): boolean {
    this.#commands += 1;
    this.#awaited += 1;
    switch (start < end ? view.getUint8(start) : undefined) {
      case 0x4d: // M
        this.#mails += 1;
        this.#size += announcedSize(view, start, end);
        return MAIL.standAt(view, start, end) && this.#isUnderWay();
      case 0x52: // R
        if (RCPT.standAt(view, start, end)) {
          this.#recipients += 1;
          return this.#isUnderWay();
        }
        // A message that is given up half-way is for the rules.
        return RSET.standAt(view, start, end) && this.#mails === this.#messages;
      case 0x44: // D
        return DATA.standAt(view, start, end) && this.#messageHandedOver();
      case 0x42: // B
        return BDAT.standAt(view, start, end) && this.#isUnderWay() && (!LAST.endAt(view, end) || this.#messageHandedOver());
      case 0x51: // Q
        this.#quit = true;
        return QUIT.standAt(view, start, end);
      case 0x45: // E
        return EHLO.standAt(view, start, end);
      case 0x48: // H
        return HELO.standAt(view, start, end);
      case 0x53: // S
        return STARTTLS.standAt(view, start, end);
      case 0x58: // X
        return X_ANONYMOUSTLS.standAt(view, start, end) || XPROXYFROM.standAt(view, start, end);
      case 0x4e: // N
        return NOOP.standAt(view, start, end);
      default:
        return false;
    }
  }

  /** Whether a MAIL was said whose message was not handed over yet. */
  #isUnderWay(): boolean {
    return this.#mails === this.#messages + 1;
  }

  #messageHandedOver(): boolean {
    this.#messages += 1;
    return this.#messages === this.#mails;
  }

  #replied(view: DataView, start: number, end: number): boolean {
    const code = start < end && view.getUint8(start) === QUOTE ? start + 1 : start;
    if (code + FOUR > end) return false;
    const reply = view.getInt32(code, true);
    if (reply === GO_AHEAD) return true; // the final reply still follows
    if ((reply & 0xff) !== TWO) return false;
    if (reply >>> 24 !== HYPHEN) this.#awaited -= 1;
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

const SIZE = new KnownBytes(' SIZE=');
const ZERO = 0x30;
const NINE = 0x39;

/** The bytes that MAIL announces, or 0 (RFC 1870, section 6). */
function announcedSize(view: DataView, start: number, end: number): number {
  for (let at = end - SIZE.length - 1; at > start; at -= 1) {
    if (!SIZE.standAt(view, at, end)) continue;
    let size = 0;
    for (let digit = at + SIZE.length; digit < end; digit += 1) {
      const byte = view.getUint8(digit);
      if (byte < ZERO || byte > NINE) break;
      size = size * 10 + byte - ZERO;
    }
    return Math.min(size, Number.MAX_SAFE_INTEGER);
  }
  return 0;
}
