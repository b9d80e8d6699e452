import type { LogRecord } from '../../../log/record.js';
import type { ErrorText } from '../../error-text/error-text.js';
import type { Authentication } from '../../facts/authentication.js';
import { isDelivered } from '../../facts/message.js';
import type { Reply } from '../../facts/reply.js';
import type { SessionFacts } from '../../facts/session-facts.js';

/** `AUTH` is for clients and smart hosts, `X-EXPS` for Exchange servers among themselves. */
export type LogonVerb = 'AUTH' | 'X-EXPS';

/** A logon that did not succeed, and after which none did. */
export interface FailedLogon {
  readonly verb: LogonVerb | undefined;
  readonly mechanism: string | undefined;
  /** Exchange's word for it, such as `LogonDenied`. */
  readonly reason: string | undefined;
  /** Masked. */
  readonly user: string | undefined;
  readonly reply: Reply | undefined;
  /** How often it was tried in this session. */
  readonly attempts: number;
  readonly evidence: readonly LogRecord[];
}

/**
 * The failed logon of a session. A later success undoes it: clients and servers try one mechanism after the other. So does a message that was taken
 * without a logon.
 */
export function failedLogonIn({ authentications, commands, replies, refusals, messages }: SessionFacts): FailedLogon | undefined {
  const last = authentications.at(-1);
  if (messages.some(isDelivered)) return undefined;
  // An answer to AUTH is no refusal of mail; where one stands among these, the excerpt begins behind its command.
  const orphan = refusals.find(answersLogon);
  if (last === undefined && orphan !== undefined) {
    const verb = verbAnsweredBy(orphan);
    return { verb, mechanism: undefined, reason: undefined, user: undefined, reply: orphan, attempts: 1, evidence: [orphan.record] };
  }
  if (last?.outcome !== 'failed') return undefined;
  // A send log has a row for a logon that fails, and only the reply for one that succeeds.
  if (replies.some(({ code, record }) => code === 235 && record.sequence > last.record.sequence)) return undefined;
  const command = commands.findLast(
    ({ verb, record }) => (verb === 'AUTH' || verb === 'X-EXPS') && record.sequence <= last.record.sequence,
  );
  const answer = command === undefined ? orphan : command.reply;
  const reply = answer !== undefined && answer.code >= 400 ? answer : undefined;
  return {
    verb: command === undefined ? orphan && verbAnsweredBy(orphan) : command.verb === 'AUTH' ? 'AUTH' : 'X-EXPS',
    mechanism: last.mechanism,
    reason: last.reason,
    user: last.user,
    reply,
    attempts: authentications.filter(({ outcome }: Authentication) => outcome === 'failed').length,
    evidence: evidenceOf([command?.record, last.record, reply?.record]),
  };
}

/** `535 … Authentication unsuccessful` and its like: no other command is answered so. */
function answersLogon({ code, status, text }: Reply): boolean {
  return code === 535 || (code === 504 && status === '5.7.4') || (code === 454 && /\btemporary authentication failure\b/i.test(text));
}

function verbAnsweredBy({ code }: Reply): LogonVerb {
  return code === 454 ? 'X-EXPS' : 'AUTH';
}

/** In the order of the log, each row once. The row with the user's name stays out: findings travel further than logs do. */
function evidenceOf(records: readonly (LogRecord | undefined)[]): readonly LogRecord[] {
  const rows = records.filter((record): record is LogRecord => record !== undefined);
  return [...new Set(rows)].sort((one, other) => one.sequence - other.sequence);
}

/** `AUTH LOGIN`, or as much of it as the log tells. */
export function namedMechanism({ verb, mechanism }: Pick<FailedLogon, 'verb' | 'mechanism'>): string {
  return [verb ?? 'AUTH', mechanism].filter((part) => part !== undefined).join(' ');
}

/**
 * What a client of an Exchange server is told, and nobody's queue. Exchange Online, as a smart host of ours, says the same and adds the name of its
 * machine.
 */
export function isToldToClient({ text, wrappers, host, endpoint, lastRetry }: ErrorText): boolean {
  const bare = wrappers.length === 0 && [host, endpoint, lastRetry].every((told) => told === undefined);
  return bare && /^535 5\.7\.3 Authentication unsuccessful\.?$/i.test(text);
}
