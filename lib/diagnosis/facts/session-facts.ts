import type { LogRecord, LogSession } from '../../log/record.js';
import { authenticationsIn, type Authentication } from './authentication.js';
import { certificatesIn, type LoggedCertificate } from './certificate.js';
import { closingIn, type Closing } from './closing.js';
import { complaintIn } from './complaint.js';
import { connectFailureIn, type ConnectFailure } from './connect-failure.js';
import { conversationOf, type Command } from './conversation.js';
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
}

/** Gathers the facts of a session. Pure; every session that the log can hold gives facts, however cut or odd. */
export function factsOf(session: LogSession): SessionFacts {
  const { records, direction } = session;
  const conversation = conversationOf(records, direction);
  const { commands, replies, greeting } = conversation;
  const messages = messagesOf(commands, records);
  const connected = records.find(({ event }) => event === '+');
  const closing = closingIn(records);
  const extent = { fromItsStart: connected !== undefined, closed: closing !== undefined };
  return {
    session,
    direction,
    connector: session.connector,
    sessionId: session.sessionId,
    local: parseEndpoint(records.findLast(({ localEndpoint }) => localEndpoint !== '')?.localEndpoint ?? ''),
    remote: parseEndpoint(records.findLast(({ remoteEndpoint }) => remoteEndpoint !== '')?.remoteEndpoint ?? ''),
    startedAt: records[0]?.time ?? NaN,
    endedAt: records.at(-1)?.time ?? NaN,
    connected,
    talked: records.some(({ event }) => event === '<' || event === '>'),
    connectFailure: connectFailureIn(records),
    greeting: greeting && parseGreeting(greeting),
    commands,
    replies,
    refusals: refusalsAmong(replies, commands, messages, extent),
    offers: offersIn(commands),
    ehloNames: commands.flatMap(({ verb, argument }) => (verb === 'EHLO' || verb === 'HELO' ? [argument] : [])),
    startTls: startTlsIn(commands),
    certificates: certificatesIn(records),
    tls: tlsResultIn(records),
    tlsDomain: tlsDomainIn(records),
    clientCertificateStatus: clientCertificateStatusIn(records),
    authentications: authenticationsIn(records, commands),
    permissions: permissionsIn(records),
    messages,
    proxied: proxiedIn(records, commands),
    tarpits: tarpitsIn(records),
    timing: timingOf(records, conversation),
    complaint: complaintIn(records),
    closing,
  };
}
