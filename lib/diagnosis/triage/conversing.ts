import type { Direction } from '../../log/record.js';
import type { MailCounts } from '../mail-counts.js';
import { KnownBytes } from '../../log/known-bytes.js';
import type { RecordRun } from '../../log/raw-session.js';
import { DATA_START, END } from '../../log/record-places.js';
import { BDAT, COMMAND, DATA, MAIL, QUIT, RCPT, RSET } from './signs.js';

const LAST = new KnownBytes(' LAST,');

/** Follows commands and replies as long as all is well: every reply is good, and every command has one. */
export class Conversing {
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
    this.#direction = direction;
  }

  /** Begins with another session. */
  begin(): void {
    this.#commands = 0;
    this.#mails = 0;
    this.#messages = 0;
    this.#recipients = 0;
    this.#size = 0;
    this.#awaited = 1;
    this.#quit = false;
  }

  /** What was handed over, once {@link plainOutcome} says that all went well. */
  get mail(): MailCounts {
    return { messages: this.#messages, recipients: this.#recipients, bytes: this.#size };
  }

  /**
   * Takes a command that an ordinary session may have. `sign` says what it begins with, `place` is where its integers stand in the run.
   *
   * @returns false when it is out of the ordinary
   */
  asked(sign: number, run: RecordRun, place: number): boolean {
    // Only a QUIT that is the last may go without its reply.
    if (this.#quit) return false;
    this.#commands += 1;
    this.#awaited += 1;
    switch (sign) {
      case COMMAND:
        return true;
      case MAIL:
        this.#mails += 1;
        this.#size += announcedSize(run, place);
        return this.#isUnderWay();
      case RCPT:
        this.#recipients += 1;
        return this.#isUnderWay();
      case RSET:
        // A message that is given up half-way is for the rules.
        return this.#mails === this.#messages;
      case DATA:
        return this.#messageHandedOver();
      case BDAT:
        return this.#isUnderWay() && (!isLast(run, place) || this.#messageHandedOver());
      case QUIT:
        this.#quit = true;
        return true;
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

  /** Takes a good reply. @returns false when none was awaited */
  answered(): boolean {
    this.#awaited -= 1;
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

/** Whether a BDAT is the last of its message. */
function isLast({ view, places }: RecordRun, place: number): boolean {
  return LAST.endAt(view, places[place + END] ?? 0);
}

/** The bytes that MAIL announces, or 0 (RFC 1870, section 6). */
function announcedSize({ view, places }: RecordRun, place: number): number {
  const start = places[place + DATA_START] ?? 0;
  const end = places[place + END] ?? 0;
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
