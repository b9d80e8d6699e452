import type { LogRecord } from '../../log/record.js';
import type { Command } from './conversation.js';
import type { Reply } from './reply.js';

/** One message that the session tried to hand over: MAIL, its recipients, and what became of it. */
export interface Message {
  /** The envelope sender; empty for a bounce or an automatic reply (`MAIL FROM:<>`). */
  readonly sender: string;
  readonly senderReply: Reply | undefined;
  readonly recipients: readonly Recipient[];
  /** The reply to the message's text: after DATA's dot, or to the last BDAT. */
  readonly finalReply: Reply | undefined;
  readonly internetMessageId: string | undefined;
  /** The send log's own number of the message. */
  readonly recordId: string | undefined;
  /** Bytes, as MAIL's SIZE announced them. */
  readonly size: number | undefined;
  /** How the text was handed over; `undefined` when it did not come to that. */
  readonly handover: 'DATA' | 'BDAT' | undefined;
}

export interface Recipient {
  readonly address: string;
  readonly reply: Reply | undefined;
}

/** The other side took the message. Only its final 2yz says so; how the connection ends afterwards says nothing. */
export function isDelivered(message: Message): boolean {
  return message.finalReply !== undefined && message.finalReply.code < 300;
}

interface MessageUnderWay extends Pick<Message, 'sender' | 'senderReply' | 'size'> {
  finalReply: Reply | undefined;
  handover: Message['handover'];
  readonly recipients: Recipient[];
  readonly from: LogRecord;
}

/** The messages of a session. A message whose MAIL stands before the excerpt begins with its first command there. */
export function messagesOf(commands: readonly Command[], records: readonly LogRecord[]): readonly Message[] {
  const messages: Message[] = [];
  let current: MessageUnderWay | undefined;
  const finish = (until: LogRecord | undefined) => {
    if (current === undefined) return;
    const { from, sender, senderReply, recipients, finalReply, size, handover } = current;
    const { recordId, internetMessageId = idIn(finalReply) } = namesIn(records, from, until);
    messages.push({ sender, senderReply, recipients, finalReply, size, handover, recordId, internetMessageId });
    current = undefined;
  };
  for (const { verb, argument, record, reply } of commands) {
    switch (verb) {
      case 'MAIL':
        finish(record);
        current = {
          sender: addressIn(argument),
          senderReply: reply,
          recipients: [],
          finalReply: undefined,
          size: sizeIn(argument),
          handover: undefined,
          from: record,
        };
        break;
      case 'RCPT':
        current ??= begunBefore(record);
        current.recipients.push({ address: addressIn(argument), reply });
        break;
      case 'DATA':
        current ??= begunBefore(record);
        current.finalReply = reply;
        current.handover = verb;
        break;
      case 'BDAT':
        // The chunks before the last are acknowledged too, but only the last hands the message over. A refusal of any ends it.
        current ??= begunBefore(record);
        current.handover = verb;
        if (/\bLAST$/i.test(argument) || (reply !== undefined && reply.code >= 400)) current.finalReply = reply;
        break;
      case 'RSET':
      case 'QUIT':
        finish(record);
        break;
      default:
        break;
    }
  }
  finish(undefined);
  return messages;
}

function begunBefore(record: LogRecord): MessageUnderWay {
  return { sender: '', senderReply: undefined, recipients: [], finalReply: undefined, size: undefined, handover: undefined, from: record };
}

/** What stands between the angle brackets of `FROM:<…>` or `TO:<…>`. */
function addressIn(argument: string): string {
  return /<([^>]*)>/.exec(argument)?.[1] ?? argument;
}

/** `SIZE=18019` */
function sizeIn(argument: string): number | undefined {
  const size = /\bSIZE=(\d+)/i.exec(argument)?.[1];
  return size === undefined ? undefined : Number(size);
}

/** Exchange as the server repeats the message's id when it takes it: `250 2.6.0 <id> [InternalId=…] Queued mail for delivery`. */
function idIn(finalReply: Reply | undefined): string | undefined {
  return finalReply?.status === '2.6.0' ? /^(<[^>\s]+>) \[InternalId=/.exec(finalReply.text)?.[1] : undefined;
}

/** `sending message with RecordId 1 and InternetMessageId <id>`; older builds name only the first, the oldest write it into the data column. */
const SENDING = /^(?:sending|receiving) message(?: with (?:RecordId (\d+))?(?:.*?InternetMessageId (<[^>]*>))?)?$/;

/** The send log names the message just before its MAIL, the receive log while it takes the text. */
function namesIn(
  records: readonly LogRecord[],
  from: LogRecord,
  until: LogRecord | undefined,
): Pick<Message, 'internetMessageId' | 'recordId'> {
  const start = records.indexOf(from);
  const end = until === undefined ? records.length : records.indexOf(until);
  for (let at = Math.max(0, start - 1); at < end; at += 1) {
    const record = records[at];
    const match = record?.event === '*' ? SENDING.exec(record.context) : null;
    if (record === undefined || match === null) continue;
    const [, recordId = /^\d+$/.exec(record.data)?.[0], internetMessageId] = match;
    if (recordId !== undefined || internetMessageId !== undefined) return { internetMessageId, recordId };
  }
  return { internetMessageId: undefined, recordId: undefined };
}
