import { domainToASCII } from 'node:url';
import type { Direction } from '../log/record.js';
import { remoteHost } from '../microsoft365/remote-host.js';
import { isPermanent, isTransient, type Reply } from './facts/reply.js';
import type { SessionFacts } from './facts/session-facts.js';

/** What a list shows of a session, and by what it can be found. Of each kind of word a session has at most {@link MAX_WORDS}. */
export interface SessionOutline {
  readonly connector: string;
  readonly direction: Direction;
  /** Milliseconds since 1970, UTC. */
  readonly startedAt: number;
  readonly duration: number;
  /** As logged, with its port. */
  readonly remote: string | null;
  /** As hosts are told apart: all of Exchange Online is one. */
  readonly host: string;
  /** The codes of replies that refuse something, and their enhanced codes: `550`, `5.7.64`. */
  readonly codes: readonly string[];
  /** Without their angle brackets. */
  readonly messageIds: readonly string[];
  /** In small letters; international ones as DNS has them (`xn--…`). */
  readonly senderDomains: readonly string[];
  readonly recipientDomains: readonly string[];
}

/** Exchange hands over twenty messages in a session at most, to few domains; what a stranger sends may name thousands. */
export const MAX_WORDS = 8;

/** Longer ones are no message-ids, or nobody's to look for. */
const MAX_ID_CHARACTERS = 300;
const MAX_CONNECTOR_CHARACTERS = 300;

/** The outline of a session. */
export function outlineOf({ connector, direction, startedAt, endedAt, remote, replies, messages }: SessionFacts): SessionOutline {
  return {
    connector: connector.slice(0, MAX_CONNECTOR_CHARACTERS),
    direction,
    startedAt,
    duration: endedAt - startedAt,
    remote: remote?.text.slice(0, MAX_CONNECTOR_CHARACTERS) ?? null,
    host: remoteHost(remote?.address ?? '').slice(0, MAX_CONNECTOR_CHARACTERS),
    codes: few(replies.filter((reply) => isPermanent(reply) || isTransient(reply)).flatMap(codesOf)),
    messageIds: few(
      messages.flatMap(({ internetMessageId, finalReply }) => [internetMessageId, queuedAs(finalReply)].flatMap(messageIdOf)),
    ),
    senderDomains: few(messages.flatMap(({ sender }) => domainOf(sender))),
    recipientDomains: few(messages.flatMap(({ recipients }) => recipients.flatMap(({ address }) => domainOf(address)))),
  };
}

/** A message-id as it is compared: without angle brackets. */
export function messageIdOf(text: string | undefined): readonly string[] {
  const id = text?.trim().replace(/^<|>$/g, '') ?? '';
  return id === '' || id.length > MAX_ID_CHARACTERS ? [] : [id];
}

/** The domain of an address, as it is compared; none of what has no domain. */
export function domainOf(address: string): readonly string[] {
  const at = address.lastIndexOf('@');
  return at === -1 ? [] : comparableDomain(address.slice(at + 1));
}

/** A domain's name as it is compared; none of what can be no name. */
export function comparableDomain(name: string): readonly string[] {
  const domain = domainToASCII(name.trim().replace(/\.$/, ''));
  return /^[a-z0-9._-]{1,253}$/.test(domain) ? [domain] : [];
}

function codesOf({ code, status }: Reply): readonly string[] {
  return [String(code), ...(status === undefined ? [] : [status])];
}

/** `250 2.6.0 <id@host> [InternalId=…] Queued mail for delivery` */
function queuedAs(reply: Reply | undefined): string | undefined {
  return /^<[^<>\s]+>/.exec(reply?.text ?? '')?.[0];
}

/** Each once, the first of them. */
function few(words: readonly string[]): readonly string[] {
  return [...new Set(words)].slice(0, MAX_WORDS);
}
