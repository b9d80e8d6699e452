import type { Command } from './conversation.js';
import { isDelivered, type Message, type Recipient } from './message.js';
import { isPermanent, isTransient, type Reply } from './reply.js';

/** How much of a session the log shows. */
export interface Extent {
  /** The row of its connection is there. */
  readonly fromItsStart: boolean;
  readonly closed: boolean;
}

const MAIL_VERBS: ReadonlySet<string> = new Set(['XPROXYTO', 'MAIL', 'RCPT', 'DATA', 'BDAT']);

/**
 * Replies that refuse mail: to the mail commands, to the request to pass it on (XPROXYTO), to the connection itself (`554` or `421` instead of a greeting), and those whose command
 * stands before the excerpt. A refused HELP or VRFY is none, and neither is one refused recipient of a message that went to the others, nor
 * the `452` by which a server asks for the remaining recipients in another message (RFC 5321, section 4.5.3.1.10), nor the `421` that lets an
 * idle connection go before any mail was begun.
 */
export function refusalsAmong(
  replies: readonly Reply[],
  commands: readonly Command[],
  messages: readonly Message[],
  { fromItsStart, closed }: Extent,
): readonly Reply[] {
  const errors = replies.filter((reply) => isPermanent(reply) || isTransient(reply));
  if (errors.length === 0) return errors;
  const noRefusal = new Set<Reply | undefined>();
  for (const { verb, reply } of commands) if (!MAIL_VERBS.has(verb)) noRefusal.add(reply);
  for (const message of messages) {
    const underWay = !closed && message.finalReply === undefined && message.recipients.some(isTaken);
    const partial = isDelivered(message) || underWay;
    for (const { reply } of partial ? message.recipients : continuationsAmong(message.recipients)) noRefusal.add(reply);
  }
  // The excerpt may begin between a recipient and his refusal: the others' message was taken.
  const lostRecipient = (reply: Reply) =>
    !fromItsStart && messages.some(isDelivered) && !commands.some((command) => command.reply === reply);
  const farewell = farewellToIdle(replies, commands, messages, fromItsStart);
  return errors.filter((reply) => !noRefusal.has(reply) && reply !== farewell && !lostRecipient(reply));
}

/** `421 4.4.1 Connection timed out` to nothing that was asked: somebody greeted, or made ready, and then had no mail. */
function farewellToIdle(
  replies: readonly Reply[],
  commands: readonly Command[],
  messages: readonly Message[],
  fromItsStart: boolean,
): Reply | undefined {
  const last = replies.at(-1);
  if (last?.code !== 421 || !/\btimed? ?-?out\b|\bidle\b|\binactiv/i.test(last.text)) return undefined;
  // As the very first word it refuses the connection.
  const unasked = (replies.length > 1 || !fromItsStart) && commands.every(({ reply }) => reply !== undefined && reply !== last);
  return unasked && messages.length === 0 ? last : undefined;
}

/** `452 4.5.3` behind a recipient that was taken. */
function continuationsAmong(recipients: readonly Recipient[]): readonly Recipient[] {
  const taken = recipients.findIndex(isTaken);
  if (taken === -1) return [];
  return recipients.slice(taken + 1).filter(({ reply }) => reply?.code === 452 && reply.status === '4.5.3');
}

function isTaken({ reply }: Recipient): boolean {
  return reply !== undefined && reply.code < 300;
}
