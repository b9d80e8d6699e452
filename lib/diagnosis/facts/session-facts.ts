import type { Direction, LogRecord, LogSession } from '../../log/record.js';
import { certificatesIn, type LoggedCertificate } from './certificate.js';
import { conversationOf, type Command, type Conversation } from './conversation.js';
import { parseEndpoint, type Endpoint } from './endpoint.js';
import { messagesOf, type Message } from './message.js';

/** What one session's records say, as one typed picture. Rules read this and never the raw rows' positions. */
export interface SessionFacts extends Conversation {
  readonly session: LogSession;
  readonly direction: Direction;
  readonly connector: string;
  readonly sessionId: string;
  readonly local: Endpoint | undefined;
  readonly remote: Endpoint | undefined;
  /** Milliseconds since 1970, UTC, of the first and the last record. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The `+` row. In an excerpt that begins later it is missing although the connection stood: see {@link SessionFacts.talked}. */
  readonly connected: LogRecord | undefined;
  /** Something went over the wire. */
  readonly talked: boolean;
  readonly connectFailure: ConnectFailure | undefined;
  readonly certificates: readonly LoggedCertificate[];
  readonly tls: TlsResult | undefined;
  readonly authentication: AuthenticationResult | undefined;
  /** The rights that Exchange gave this session, as last logged; `undefined` when no row told. */
  readonly permissions: Permissions | undefined;
  readonly messages: readonly Message[];
  /** The `-` row. */
  readonly closing: LogRecord | undefined;
}

export interface ConnectFailure {
  /** Winsock error code such as 10060 (timed out) or 10061 (refused). The words beside it are in the server's language and tell nothing more. */
  readonly winsock: number;
  readonly destinationDomain: string | undefined;
  readonly record: LogRecord;
}

export interface TlsResult {
  readonly outcome: 'succeeded' | 'failed';
  /** The Schannel status or socket error of a failed handshake, such as `UnknownCredentials`. */
  readonly error: string | undefined;
  /** As logged, such as `SP_PROT_TLS1_2_CLIENT`, of a handshake that succeeded. */
  readonly protocol: string | undefined;
  readonly record: LogRecord;
}

export interface AuthenticationResult {
  readonly outcome: 'succeeded' | 'failed';
  readonly record: LogRecord;
}

export interface Permissions {
  readonly granted: ReadonlySet<string>;
  readonly record: LogRecord;
}

/** Gathers the facts of a session. Pure; every session that the log can hold gives facts, however cut or odd. */
export function factsOf(session: LogSession): SessionFacts {
  const { records, direction } = session;
  const conversation = conversationOf(records, direction);
  const first = records[0];
  const last = records.at(-1);
  return {
    ...conversation,
    session,
    direction,
    connector: session.connector,
    sessionId: session.sessionId,
    local: parseEndpoint(records.findLast(({ localEndpoint }) => localEndpoint !== '')?.localEndpoint ?? ''),
    remote: parseEndpoint(records.findLast(({ remoteEndpoint }) => remoteEndpoint !== '')?.remoteEndpoint ?? ''),
    startedAt: first?.time ?? NaN,
    endedAt: last?.time ?? NaN,
    connected: records.find(({ event }) => event === '+'),
    talked: records.some(({ event }) => event === '<' || event === '>'),
    connectFailure: connectFailureIn(records),
    certificates: certificatesIn(records),
    tls: tlsResultIn(records),
    authentication: authenticationIn(records, conversation.commands),
    permissions: permissionsIn(records),
    messages: messagesOf(conversation.commands, records),
    closing: records.findLast(({ event }) => event === '-'),
  };
}

function connectFailureIn(records: readonly LogRecord[]): ConnectFailure | undefined {
  for (const record of records) {
    if (record.event !== '*') continue;
    const winsock = /\bWinsock error code: (\d+)/.exec(record.context);
    if (winsock === null) continue;
    const destinationDomain = /\bDestination domain: ([^,]*)/.exec(record.context)?.[1]?.trim();
    return { winsock: Number(winsock[1]), destinationDomain: destinationDomain === '' ? undefined : destinationDomain, record };
  }
  return undefined;
}

/** The last result counts: a session may end its first TLS layer and begin another. */
function tlsResultIn(records: readonly LogRecord[]): TlsResult | undefined {
  for (const record of records.toReversed()) {
    if (record.event !== '*') continue;
    // Some builds write the information into the data column.
    const text = record.context === '' ? record.data : record.context;
    const error = /^TLS negotiation failed with error (\S+)/.exec(text)?.[1];
    if (error !== undefined) return { outcome: 'failed', error, protocol: undefined, record };
    const protocol = /^TLS protocol (\S+) negotiation succeeded\b/.exec(text)?.[1];
    if (protocol !== undefined) return { outcome: 'succeeded', error: undefined, protocol, record };
  }
  return undefined;
}

function authenticationIn(records: readonly LogRecord[], commands: readonly Command[]): AuthenticationResult | undefined {
  for (const record of records.toReversed()) {
    if (record.event !== '*') continue;
    if (record.context === 'authenticated') return { outcome: 'succeeded', record };
    if (/^(Inbound AUTH \S+|Outbound Authentication) failed\b/.test(record.context)) return { outcome: 'failed', record };
  }
  const answered = commands.findLast(({ verb, reply }) => (verb === 'AUTH' || verb === 'X-EXPS') && reply !== undefined)?.reply;
  return answered && { outcome: answered.code < 400 ? 'succeeded' : 'failed', record: answered.record };
}

function permissionsIn(records: readonly LogRecord[]): Permissions | undefined {
  const record = records.findLast(({ event, context }) => event === '*' && context === 'Set Session Permissions');
  return record && { granted: new Set(record.data.split(' ').filter((name) => name !== '' && name !== 'None')), record };
}
