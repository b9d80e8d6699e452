import type { LogRecord } from '../../../log/record.js';
import type { ErrorText } from '../../error-text/error-text.js';
import { certificateBefore, type LoggedCertificate } from '../../facts/certificate.js';
import { isDelivered } from '../../facts/message.js';
import { perSession } from '../../facts/per-session.js';
import type { Scene } from '../../facts/scene.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import type { Cause, Match } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { handshakeWordIn, handshakeWordOf, isWrittenByExchangeOnline } from './handshake-word.js';
import type { OwnCertificateFailure } from './own-certificate.js';
import { peerCalled, keyOfPeer, peerOf, type Peer } from './peer.js';

/** Stands for the word where nobody wrote one: the other side hung up in the handshake, or nothing came any more. */
export const LEFT = 'left';
export const SILENCE = 'silence';

/** A network round trip, even a slow one, is shorter; a timeout is longer. */
const SILENCE_MILLISECONDS = 20_000;

/** A TLS handshake that failed, or that one side left: how, with whom, over which certificates. */
export interface HandshakeFailure extends OwnCertificateFailure {
  /** Schannel's status, the socket's state, {@link LEFT} or {@link SILENCE}. */
  readonly error: string;
  /** The other side's certificate. */
  readonly received: LoggedCertificate | undefined;
  /** Who says so: a row of our log, a reply of the other side, a queue or report of ours, or a report of Exchange Online about us. */
  readonly toldBy: 'log' | 'reply' | 'queue' | 'exchange-online';
  readonly peer: Peer;
  /** For the key fact. */
  readonly peerName: string;
}

/** What tells that the handshake of a session failed; nothing where TLS stands, or where mail was delivered all the same. */
const signOfFailure = perSession((session): Sign | undefined => {
  if (session.messages.some(isDelivered)) return undefined;
  return failedRow(session) ?? refusal(session) ?? validationRow(session) ?? brokenOff(session);
});

/** Whether the handshake of a session failed, whatever its word. */
export function isHandshakeFailed(session: SessionFacts): boolean {
  return signOfFailure(session) !== undefined;
}

/** The failed handshake of a session, whatever its word; `undefined` when TLS stands, or when mail was delivered all the same. */
export const anyHandshakeFailure = perSession((session): Match<HandshakeFailure> | undefined => {
  const sign = signOfFailure(session);
  if (sign === undefined) return undefined;
  const { error, record, toldBy } = sign;
  const { records } = session.session;
  const certificate = certificateBefore(record, 'sent', session);
  const received = certificateBefore(record, 'received', session);
  const sentAt = certificate?.records.at(-1)?.time;
  const told = new Set([...(certificate?.records ?? []), ...(received?.records ?? []), record]);
  const peer = peerOf(session);
  return {
    evidence: records.filter((row) => told.has(row)),
    details: {
      error,
      certificate,
      received,
      delay: sentAt === undefined ? undefined : record.time - sentAt,
      toldBy,
      peer,
      peerName: keyOfPeer(peer, session.remote?.address),
    },
  };
});

/** A failed handshake with one of these words that is an outage. */
export function handshakeFailure(session: SessionFacts, words: readonly string[]): Match<HandshakeFailure> | undefined {
  const sign = signOfFailure(session);
  const match = sign !== undefined && isOneOf(words, sign.error) ? anyHandshakeFailure(session) : undefined;
  return match !== undefined && isOutage(match.details, session) ? match : undefined;
}

/** Whether a failed handshake keeps mail of ours from flowing. Strangers who come to a receive connector and fail are noise. */
export function isOutage({ peer, error }: HandshakeFailure, { direction }: SessionFacts): boolean {
  if (direction === 'send' || peer === 'exchange-online') return true;
  // Monitoring looks at the certificate and hangs up; only an error of its own makes it a failure of a machine of ours.
  return peer === 'own-network' && error !== LEFT && error !== SILENCE;
}

/** Whether Schannel could not use our own private key: then neither the certificate's contents nor the other side matter. */
export function isOverOurKey({ error }: HandshakeFailure): boolean {
  return error === 'UnknownCredentials' || error === 'NoCredentials';
}

/** The same out of an error text. */
export function handshakeFailureIn(error: ErrorText, words: readonly string[]): HandshakeFailure | undefined {
  const word = handshakeWordOf(error);
  if (word === undefined || !isOneOf(words, word)) return undefined;
  const ofExchangeOnline = isWrittenByExchangeOnline(error);
  const { host, endpoint } = error;
  const peer = ofExchangeOnline ? 'exchange-online' : peerCalled(host === undefined ? [] : [host], endpoint?.address);
  return {
    error: word,
    certificate: undefined,
    received: undefined,
    delay: undefined,
    toldBy: ofExchangeOnline ? 'exchange-online' : 'queue',
    peer,
    peerName: keyOfPeer(peer, endpoint?.address, host),
  };
}

/** Whether the failure is on the way to us, so that our receive connector and what stands before it are to be looked at. */
export function isInbound({ toldBy }: HandshakeFailure, { direction }: Scene): boolean {
  return direction === 'receive' || toldBy === 'exchange-online';
}

/** What failed, where and how fast, to begin a sentence. */
export function handshakeFails(failure: HandshakeFailure, scene: Scene): string {
  const { error, toldBy, delay } = failure;
  if (toldBy === 'exchange-online') return `Exchange Online reports that TLS with our server fails (${error})`;
  const peer = scene.remote === undefined ? '' : ` with ${scene.remote.text}`;
  const how = error === LEFT ? 'the other side leaves the TLS handshake' : error === SILENCE ? 'the TLS handshake falls silent' : undefined;
  const after = delay === undefined ? '' : `, ${elapsed(delay)} after our certificate was chosen`;
  if (how !== undefined) return `On ${namedConnector(scene)}${peer} ${how}${after}`;
  return `TLS on ${namedConnector(scene)}${peer} fails with ${error}${after}`;
}

/** `60 ms`, or `60 s` where milliseconds say nothing more. */
function elapsed(milliseconds: number): string {
  return milliseconds < 10_000 ? `${milliseconds} ms` : `${Math.round(milliseconds / 1000)} s`;
}

/** What the session acquits: both sides talked, so the port is open. An error text cannot say so. */
export function portIsOpen({ toldBy }: HandshakeFailure): readonly Cause[] {
  if (toldBy !== 'log' && toldBy !== 'reply') return [];
  return [
    {
      id: 'port-25-blocked',
      likelihood: 'excluded',
      why: 'The connection stood and both sides talked before the handshake: the port is open, and DNS led to a mail server.',
    },
  ];
}

interface Sign extends Pick<HandshakeFailure, 'error' | 'toldBy'> {
  readonly record: LogRecord;
}

function failedRow({ tls }: SessionFacts): Sign | undefined {
  return tls?.error === undefined ? undefined : { error: tls.error, record: tls.record, toldBy: 'log' };
}

/** The other side refuses mail because of our certificate. */
function refusal(session: SessionFacts): Sign | undefined {
  if (session.direction !== 'send') return undefined;
  for (const { text, record } of session.refusals) {
    const error = handshakeWordIn(text);
    if (error !== undefined) return { error, record, toldBy: 'reply' };
  }
  return undefined;
}

/** After a handshake that stood, Exchange may still refuse the other side's certificate. */
function validationRow({ session: { records } }: SessionFacts): Sign | undefined {
  for (const record of records) {
    const error = record.event === '*' ? handshakeWordIn(record.context === '' ? record.data : record.context) : undefined;
    if (error !== undefined) return { error, record, toldBy: 'log' };
  }
  return undefined;
}

/** STARTTLS was agreed on, and nothing was said any more until the end. */
function brokenOff({ startTls, commands, closing, session: { records } }: SessionFacts): Sign | undefined {
  if (startTls?.reply?.code !== 220 || closing === undefined || commands.at(-1)?.record !== startTls.record) return undefined;
  const { record, reason, by } = closing;
  const before = records[records.indexOf(record) - 1];
  const silent = before !== undefined && record.time - before.time >= SILENCE_MILLISECONDS;
  if (!silent && by !== 'them') return undefined;
  return { error: reason ?? (silent ? SILENCE : LEFT), record, toldBy: 'log' };
}

function isOneOf(words: readonly string[], word: string): boolean {
  return words.some((wanted) => wanted.toLowerCase() === word.toLowerCase());
}
