import type { Direction, LogRecord } from '../../log/record.js';
import { parseReplyLine, type Reply } from './reply.js';

/** A command with the reply that belongs to it. */
export interface Command {
  /** Upper case: `EHLO`, `MAIL`, `RCPT`, `BDAT`, `X-ANONYMOUSTLS` … */
  readonly verb: string;
  /** What follows the verb, as logged. */
  readonly argument: string;
  readonly record: LogRecord;
  /** `undefined` when none was logged: the session ended first, or the excerpt did. */
  readonly reply: Reply | undefined;
  /** The `354` before the message's text, for DATA. */
  readonly intermediate: Reply | undefined;
  /** How long the reply took; for DATA with all of the message's text before it. */
  readonly milliseconds: number | undefined;
}

/** What was said over the wire. */
export interface Conversation {
  readonly greeting: Reply | undefined;
  readonly commands: readonly Command[];
  /** All replies in order, also those whose command stands before the excerpt. */
  readonly replies: readonly Reply[];
}

type PendingCommand = { -readonly [Part in keyof Command]: Command[Part] };

/**
 * Puts replies to the commands they answer: in order, not by adjacency, since with PIPELINING (RFC 2920) several commands go out before the
 * first reply comes. A `354` or `334` is not the end of its command: the final reply still follows.
 */
export function conversationOf(records: readonly LogRecord[], direction: Direction): Conversation {
  const commandEvent = direction === 'send' ? '>' : '<';
  const replyEvent = direction === 'send' ? '<' : '>';
  const commands: PendingCommand[] = [];
  const waiting: PendingCommand[] = [];
  const replies: Reply[] = [];
  let greeting: Reply | undefined;
  let mailSeen = false;
  let said: string | undefined;

  for (const record of records) {
    if (record.event === commandEvent) {
      if (waiting[0]?.intermediate?.code === 334 || isWithheld(record)) continue; // a step of a logon, not a command
      const command = parseCommand(record);
      mailSeen ||= command.verb === 'MAIL';
      commands.push(command);
      waiting.push(command);
      continue;
    }
    if (record.event !== replyEvent) continue;
    const line = parseReplyLine(record.data);
    if (line === undefined) continue;
    said = said === undefined ? line.text : `${said} ${line.text}`;
    if (line.continues && !joinedByExchange(record.data)) continue;
    const reply: Reply = { code: line.code, status: line.status, text: said, record };
    said = undefined;
    replies.push(reply);
    if (reply.code === 220 && commands.length === 0) {
      greeting = reply;
      continue;
    }
    answer(waiting, reply, mailSeen);
  }
  return { greeting, commands, replies };
}

/** A rule for `250-first 250-second 250 last` in a single row, as newer builds log long replies of the other side: the row is the whole reply. */
function joinedByExchange(data: string): boolean {
  return / \d{3} /.test(data);
}

/** Exchange does not log what a logon says: `<authentication response>` or `<Binary Data>` stand in its place. */
function isWithheld({ data }: LogRecord): boolean {
  return data.trimStart().startsWith('<');
}

function parseCommand(record: LogRecord): PendingCommand {
  const text = record.data.trimStart();
  const end = text.search(/[ :]/);
  // “MAIL FROM:<…>” and “RCPT TO:<…>” are two words for one verb.
  const verb = (end === -1 ? text : text.slice(0, end)).toUpperCase();
  const argument = end === -1 ? '' : text.slice(end).trim();
  return { verb, argument, record, reply: undefined, intermediate: undefined, milliseconds: undefined };
}

function answer(waiting: PendingCommand[], reply: Reply, mailSeen: boolean): void {
  const command = waiting[0];
  if (command === undefined) return;
  // `250 2.1.0` answers MAIL. When no MAIL was logged, it stands before the excerpt, and so does the command that this reply answers.
  if (!mailSeen && command.verb === 'RCPT' && reply.status === '2.1.0') return;
  if (reply.code === 354 || reply.code === 334) {
    command.intermediate = reply;
    return;
  }
  command.reply = reply;
  command.milliseconds = reply.record.time - command.record.time;
  waiting.shift();
}
