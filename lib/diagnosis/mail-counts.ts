import { isDelivered } from './facts/message.js';
import type { SessionFacts } from './facts/session-facts.js';

/** What a session handed over: messages, the recipients that were taken, and the bytes that MAIL announced (RFC 1870). */
export interface MailCounts {
  readonly messages: number;
  readonly recipients: number;
  readonly bytes: number;
}

/** What a session handed over. A message that was not taken in the end counts for nothing. */
export function mailOf({ messages }: Pick<SessionFacts, 'messages'>): MailCounts {
  const delivered = messages.filter(isDelivered);
  return {
    messages: delivered.length,
    recipients: delivered.reduce((sum, { recipients }) => sum + recipients.filter(({ reply }) => isTaken(reply?.code)).length, 0),
    bytes: delivered.reduce((sum, { size }) => sum + (size ?? 0), 0),
  };
}

function isTaken(code: number | undefined): boolean {
  return code !== undefined && code < 300;
}
