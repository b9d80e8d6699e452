import type { LogRecord } from '../../../log/record.js';
import type { Message } from '../../facts/message.js';
import type { Reply } from '../../facts/reply.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import { shows, type ReplySign } from '../../reply-rule.js';

/** A refusal together with the message that it refuses. */
export interface RefusedMessage {
  readonly reply: Reply;
  /** `undefined` where MAIL and RCPT stand before the excerpt. */
  readonly message: Message | undefined;
  /** The command and the reply. */
  readonly evidence: readonly LogRecord[];
}

/** The first refusal of a session that bears one of the signs, and its message. */
export function refusedMessage(session: SessionFacts, signs: readonly ReplySign[]): RefusedMessage | undefined {
  const reply = session.refusals.find((refusal) => signs.some((sign) => shows(sign, refusal)));
  if (reply === undefined) return undefined;
  const command = session.commands.find((candidate) => candidate.reply === reply);
  const message = session.messages.find(
    ({ senderReply, finalReply, recipients }) =>
      senderReply === reply || finalReply === reply || recipients.some((recipient) => recipient.reply === reply),
  );
  return { reply, message, evidence: [command?.record, reply.record].filter((record): record is LogRecord => record !== undefined) };
}
