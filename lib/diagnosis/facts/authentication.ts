import type { LogRecord } from '../../log/record.js';
import type { Command } from './conversation.js';

/** One attempt to log on, in either direction. */
export interface Authentication {
  readonly outcome: 'succeeded' | 'failed';
  /** `LOGIN`, `NTLM`, `GSSAPI` … where the log says. */
  readonly mechanism: string | undefined;
  /** Why it failed, such as `LogonDenied`. */
  readonly reason: string | undefined;
  /** The account with its middle masked: `us…@contoso.example`. Enough to tell one from many; never the whole. */
  readonly user: string | undefined;
  /** Exchange's own monitoring logs on as `HealthMailbox…`, with passwords that it changes behind its own back. */
  readonly ofMonitoring: boolean;
  readonly record: LogRecord;
}

const FAILED = /^(?:Inbound AUTH (\S+) failed|Outbound Authentication failed|Unable to initialize inbound AUTH) (?:because of|with) (\S+)/;

const USER_NAME = 'User Name: ';

const MONITORING = /^(?:[^\\]*\\)?HealthMailbox/i;

/** The attempts of a session, in order. A row that repeats the one before it, as some builds write, is the same attempt. */
export function authenticationsIn(records: readonly LogRecord[], commands: readonly Command[]): readonly Authentication[] {
  const attempts: Authentication[] = [];
  const asked = commands.filter(({ verb }) => verb === 'AUTH' || verb === 'X-EXPS');
  for (const record of records) {
    if (record.event !== '*') continue;
    const failed = FAILED.exec(record.context);
    const last = attempts.at(-1);
    if (record.context === 'authenticated') {
      attempts.push(attemptOf('succeeded', mechanismBefore(record, asked), undefined, record.data, record));
    } else if (failed !== null && last?.record.sequence !== record.sequence) {
      attempts.push(attemptOf('failed', failed[1] ?? mechanismBefore(record, asked), failed[2], undefined, record));
    } else if (last?.outcome === 'failed' && record.context.startsWith(USER_NAME)) {
      const user = record.context.slice(USER_NAME.length);
      attempts[attempts.length - 1] = attemptOf(last.outcome, last.mechanism, last.reason, user, last.record);
    }
  }
  if (attempts.length === 0) return asked.flatMap(byReply);
  // Exchange logs a failure in a row of its own, and a success often by the reply alone: GSSAPI fails, NTLM succeeds.
  const succeeded = asked.findLast(({ reply }) => reply?.code === 235);
  const last = attempts.at(-1);
  if (succeeded === undefined || last?.outcome !== 'failed' || succeeded.record.sequence < last.record.sequence) return attempts;
  return [...attempts, ...byReply(succeeded)];
}

/** Without a row of Exchange's own, the reply to AUTH tells. */
function byReply({ argument, reply }: Command): readonly Authentication[] {
  if (reply === undefined) return [];
  return [attemptOf(reply.code < 400 ? 'succeeded' : 'failed', mechanismIn(argument), undefined, undefined, reply.record)];
}

/** The mechanism that was asked for last before this row. */
function mechanismBefore({ sequence }: LogRecord, asked: readonly Command[]): string | undefined {
  const command = asked.findLast(({ record }) => record.sequence <= sequence);
  return command && mechanismIn(command.argument);
}

function mechanismIn(argument: string): string | undefined {
  return argument.split(' ')[0]?.toUpperCase();
}

function attemptOf(
  outcome: Authentication['outcome'],
  mechanism: string | undefined,
  reason: string | undefined,
  user: string | undefined,
  record: LogRecord,
): Authentication {
  return {
    outcome,
    mechanism,
    reason,
    user: user === undefined ? undefined : maskUser(user),
    ofMonitoring: user !== undefined && MONITORING.test(user),
    record,
  };
}

/** `username@contoso.example` → `us…@contoso.example`, `CONTOSO\username` → `CONTOSO\us…`: findings travel further than logs do. */
export function maskUser(user: string): string {
  const at = user.indexOf('@', user.indexOf('\\') + 1);
  const name = at === -1 ? user : user.slice(0, at);
  return `${name.slice(0, name.lastIndexOf('\\') + 3)}…${user.slice(name.length)}`;
}
