import type { LogRecord, LogSession } from '../../log/record.js';
import { authenticationsIn, type Authentication } from './authentication.js';
import { certificatesIn, type LoggedCertificate } from './certificate.js';
import { closingIn, type Closing } from './closing.js';
import { complaintIn } from './complaint.js';
import { connectFailureIn, type ConnectFailure } from './connect-failure.js';
import { conversationOf, type Command, type Conversation } from './conversation.js';
import { parseEndpoint, type Endpoint } from './endpoint.js';
import { parseGreeting, type Greeting } from './greeting.js';
import { messagesOf, type Message } from './message.js';
import { offersIn, type Offers } from './offers.js';
import { proxiedIn, type Proxied } from './proxy.js';
import { refusalsAmong } from './refusals.js';
import type { Reply } from './reply.js';
import { permissionsIn, type Permissions } from './rights.js';
import type { Scene } from './scene.js';
import { tarpitsIn, type Tarpit } from './tarpit.js';
import { timingOf, type Timing } from './timing.js';
import { clientCertificateStatusIn, startTlsIn, tlsDomainIn, tlsResultIn, type StartTls, type TlsDomain, type TlsResult } from './tls.js';

/** What one session's records say, as one typed picture. Rules read this and never the raw rows' positions. */
export interface SessionFacts extends Scene {
  readonly session: LogSession;
  readonly direction: LogSession['direction'];
  readonly connector: string;
  readonly sessionId: string;
  readonly local: Endpoint | undefined;
  /** Milliseconds since 1970, UTC, of the first and the last record. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The `+` row. In an excerpt that begins later it is missing although the connection stood: see {@link SessionFacts.talked}. */
  readonly connected: LogRecord | undefined;
  /** Something went over the wire. */
  readonly talked: boolean;
  readonly connectFailure: ConnectFailure | undefined;
  readonly greeting: Greeting | undefined;
  readonly commands: readonly Command[];
  /** All replies in order, also those whose command stands before the excerpt. */
  readonly replies: readonly Reply[];
  /** Those among them that refuse mail. */
  readonly refusals: readonly Reply[];
  /** What the answering side offered after each EHLO: before TLS, then after it. */
  readonly offers: readonly Offers[];
  /** The names that the opening side gave itself in EHLO or HELO. */
  readonly ehloNames: readonly string[];
  readonly startTls: StartTls | undefined;
  readonly certificates: readonly LoggedCertificate[];
  readonly tls: TlsResult | undefined;
  readonly tlsDomain: TlsDomain | undefined;
  /** What Exchange found of the client's certificate, such as `EmptyCertificate`, which is normal for a client without one. */
  readonly clientCertificateStatus: string | undefined;
  readonly authentications: readonly Authentication[];
  /** The rights that Exchange gave this session, as last logged; `undefined` when no row told. */
  readonly permissions: Permissions | undefined;
  readonly messages: readonly Message[];
  readonly proxied: Proxied | undefined;
  readonly tarpits: readonly Tarpit[];
  readonly timing: Timing;
  /** Exchange says that something failed, in words that no other fact is made of. */
  readonly complaint: LogRecord | undefined;
  /** The `-` row. */
  readonly closing: Closing | undefined;
  /** What was asked about the session already, by the question: see {@link perSession}. */
  readonly answers: Map<unknown, unknown>;
}

/**
 * Gathers the facts of a session. Pure; every session that the log can hold gives facts, however cut or odd. What only some rules ask for is read from
 * the records when it is first asked for: an outage brings such sessions by the thousands.
 */
export function factsOf(session: LogSession): SessionFacts {
  return new FactsOfSession(session);
}

/** Not asked for yet; `undefined` is an answer. */
const UNREAD = null;

class FactsOfSession implements SessionFacts {
  readonly direction: SessionFacts['direction'];
  readonly connector: string;
  readonly sessionId: string;
  readonly remote: Endpoint | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly connected: LogRecord | undefined;
  readonly talked: boolean;
  readonly connectFailure: ConnectFailure | undefined;
  readonly commands: readonly Command[];
  readonly replies: readonly Reply[];
  readonly refusals: readonly Reply[];
  readonly startTls: StartTls | undefined;
  readonly tls: TlsResult | undefined;
  readonly authentications: readonly Authentication[];
  readonly messages: readonly Message[];
  readonly closing: Closing | undefined;
  readonly answers = new Map<unknown, unknown>();
  readonly #conversation: Conversation;
  /** The rows in which Exchange itself tells something. */
  readonly #information: readonly LogRecord[];
  #local: Endpoint | undefined | typeof UNREAD = UNREAD;
  #greeting: Greeting | undefined | typeof UNREAD = UNREAD;
  #offers: readonly Offers[] | typeof UNREAD = UNREAD;
  #ehloNames: readonly string[] | typeof UNREAD = UNREAD;
  #certificates: readonly LoggedCertificate[] | typeof UNREAD = UNREAD;
  #tlsDomain: TlsDomain | undefined | typeof UNREAD = UNREAD;
  #clientCertificateStatus: string | undefined | typeof UNREAD = UNREAD;
  #permissions: Permissions | undefined | typeof UNREAD = UNREAD;
  #proxied: Proxied | undefined | typeof UNREAD = UNREAD;
  #tarpits: readonly Tarpit[] | typeof UNREAD = UNREAD;
  #timing: Timing | typeof UNREAD = UNREAD;
  #complaint: LogRecord | undefined | typeof UNREAD = UNREAD;

  constructor(readonly session: LogSession) {
    const { records, direction, connector, sessionId } = session;
    this.direction = direction;
    this.connector = connector;
    this.sessionId = sessionId;
    this.remote = parseEndpoint(records.findLast(({ remoteEndpoint }) => remoteEndpoint !== '')?.remoteEndpoint ?? '');
    this.startedAt = records[0]?.time ?? NaN;
    this.endedAt = records.at(-1)?.time ?? NaN;
    this.connected = records.find(({ event }) => event === '+');
    this.talked = records.some(({ event }) => event === '<' || event === '>');
    this.#information = records.filter(({ event }) => event === '*');
    this.connectFailure = connectFailureIn(records);
    this.#conversation = conversationOf(records, direction);
    const { commands, replies } = this.#conversation;
    this.commands = commands;
    this.replies = replies;
    this.messages = messagesOf(commands, records);
    this.closing = closingIn(records);
    const extent = { fromItsStart: this.connected !== undefined, closed: this.closing !== undefined };
    this.refusals = refusalsAmong(replies, commands, this.messages, extent);
    this.startTls = startTlsIn(commands);
    this.tls = tlsResultIn(this.#information);
    this.authentications = authenticationsIn(this.#information, commands);
  }

  get local(): Endpoint | undefined {
    if (this.#local === UNREAD) {
      const row = this.session.records.findLast(({ localEndpoint }) => localEndpoint !== '');
      this.#local = parseEndpoint(row?.localEndpoint ?? '');
    }
    return this.#local;
  }

  get greeting(): Greeting | undefined {
    if (this.#greeting === UNREAD) this.#greeting = this.#conversation.greeting && parseGreeting(this.#conversation.greeting);
    return this.#greeting;
  }

  get offers(): readonly Offers[] {
    return (this.#offers ??= offersIn(this.commands));
  }

  get ehloNames(): readonly string[] {
    return (this.#ehloNames ??= this.commands.filter(({ verb }) => verb === 'EHLO' || verb === 'HELO').map(({ argument }) => argument));
  }

  get certificates(): readonly LoggedCertificate[] {
    return (this.#certificates ??= certificatesIn(this.#information));
  }

  get tlsDomain(): TlsDomain | undefined {
    if (this.#tlsDomain === UNREAD) this.#tlsDomain = tlsDomainIn(this.#information);
    return this.#tlsDomain;
  }

  get clientCertificateStatus(): string | undefined {
    if (this.#clientCertificateStatus === UNREAD) this.#clientCertificateStatus = clientCertificateStatusIn(this.#information);
    return this.#clientCertificateStatus;
  }

  get permissions(): Permissions | undefined {
    if (this.#permissions === UNREAD) this.#permissions = permissionsIn(this.#information);
    return this.#permissions;
  }

  get proxied(): Proxied | undefined {
    if (this.#proxied === UNREAD) this.#proxied = proxiedIn(this.#information, this.commands);
    return this.#proxied;
  }

  get tarpits(): readonly Tarpit[] {
    return (this.#tarpits ??= tarpitsIn(this.#information));
  }

  get timing(): Timing {
    return (this.#timing ??= timingOf(this.session.records, this.#conversation));
  }

  get complaint(): LogRecord | undefined {
    if (this.#complaint === UNREAD) this.#complaint = complaintIn(this.#information);
    return this.#complaint;
  }
}
