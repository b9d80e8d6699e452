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

const MONITORING = /^(?:[^\\]*\\)?HealthMailbox/i;

/** The attempts of a session, in order. A row that repeats the one before it, as some builds write, is the same attempt. */
export function authenticationsIn(records: readonly LogRecord[], commands: readonly Command[]): readonly Authentication[] {
  const attempts: Authentication[] = [];
  const asked = commands.filter(({ verb }) => verb === 'AUTH' || verb === 'X-EXPS');
  const mechanismBefore = ({ sequence }: LogRecord) =>
    asked
      .findLast(({ record }) => record.sequence <= sequence)
      ?.argument.split(' ')[0]
      ?.toUpperCase();
  for (const record of records) {
    if (record.event !== '*') continue;
    const [failed, mechanism, reason] = FAILED.exec(record.context) ?? [];
    const last = attempts.at(-1);
    if (record.context === 'authenticated') {
      attempts.push({ outcome: 'succeeded', mechanism: mechanismBefore(record), reason: undefined, ...accountOf(record.data), record });
    } else if (failed !== undefined && last?.record.sequence !== record.sequence) {
      attempts.push({ outcome: 'failed', mechanism: mechanism ?? mechanismBefore(record), reason, ...accountOf(undefined), record });
    } else if (last?.outcome === 'failed' && record.context.startsWith('User Name: ')) {
      attempts[attempts.length - 1] = { ...last, ...accountOf(record.context.slice('User Name: '.length)) };
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
  const mechanism = argument.split(' ')[0]?.toUpperCase();
  const outcome = reply.code < 400 ? 'succeeded' : 'failed';
  return [{ outcome, mechanism, reason: undefined, ...accountOf(undefined), record: reply.record }];
}

function accountOf(user: string | undefined): Pick<Authentication, 'user' | 'ofMonitoring'> {
  return { user: user === undefined ? undefined : maskUser(user), ofMonitoring: MONITORING.test(user ?? '') };
}

/** `username@contoso.example` → `us…@contoso.example`, `CONTOSO\username` → `CONTOSO\us…`: findings travel further than logs do. */
export function maskUser(user: string): string {
  return user.replace(/^(?:[^\\]*\\)?[^@]*/, (name) => {
    const slash = name.lastIndexOf('\\');
    return `${name.slice(0, slash + 1)}${name.slice(slash + 1, slash + 3)}…`;
  });
}
