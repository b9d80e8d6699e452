import type { LogRecord } from '../../log/record.js';

/** An SMTP reply, put together from one row or from the rows of a multi-line reply. */
export interface Reply {
  /** Three digits, such as 550. */
  readonly code: number;
  /** Enhanced status code (RFC 3463) such as `5.7.1`, where the server gave one. */
  readonly status: string | undefined;
  /** What follows code and status; the lines of a multi-line reply are joined by blanks, as newer builds of Exchange log them. */
  readonly text: string;
  /** The row of the last line. */
  readonly record: LogRecord;
}

/** A web page may have turned a field's quote into a typographic one, which the reader takes for text. */
const CODE_AND_STATUS = /^[“”″]?(\d{3})(?:([ -])(?:(\d\.\d{1,3}\.\d{1,3})(?=\s|$))?|$)/;

export interface ReplyLine {
  readonly code: number;
  readonly status: string | undefined;
  readonly text: string;
  /** `250-…`: another line of the same reply follows. */
  readonly continues: boolean;
}

/**
 * Reads one line of a reply; `undefined` when the text is none.
 *
 * @source https://www.rfc-editor.org/rfc/rfc5321#section-4.2 and https://www.rfc-editor.org/rfc/rfc2034 for the enhanced code's place
 */
export function parseReplyLine(data: string): ReplyLine | undefined {
  const match = CODE_AND_STATUS.exec(data);
  if (match === null) return undefined;
  return { code: Number(match[1]), status: match[3], text: data.slice(match[0].length).trim(), continues: match[2] === '-' };
}

/** 5yz: the other side will not take it, now or later: the sender gets a non-delivery report. */
export function isPermanent(reply: Reply): boolean {
  return reply.code >= 500 && reply.code < 600;
}

/** 4yz: the message stays in the queue and is tried again until it expires (two days by default). */
export function isTransient(reply: Reply): boolean {
  return reply.code >= 400 && reply.code < 500;
}

/** The reply as a person reads it: `550 5.7.1 Unable to relay`. */
export function replyText({ code, status, text }: Pick<Reply, 'code' | 'status' | 'text'>): string {
  return [code, status, text].filter((part) => part !== undefined && part !== '').join(' ');
}
