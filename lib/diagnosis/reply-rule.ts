import type { LogRecord } from '../log/record.js';
import type { ErrorText } from './error-text/error-text.js';
import type { Command } from './facts/conversation.js';
import type { Scene } from './facts/scene.js';
import type { SessionFacts } from './facts/session-facts.js';
import { rule, type Rule, type RuleDefinition } from './rule.js';

/** How a reply shows itself. All that is given must hold. */
export interface ReplySign {
  /** The reply's code, or its first digit: `4` is any 4yz. */
  readonly code?: number | readonly number[];
  /** The enhanced status: `5.7.64`, or a pattern. */
  readonly status?: string | readonly string[] | RegExp;
  /** The reply's words, or for an error text the innermost text. */
  readonly text?: RegExp;
}

/** A refusal in words: what was said, and to which command. */
export interface Refusal {
  readonly code: number;
  readonly status: string | undefined;
  readonly text: string;
  /** The command that was refused; `undefined` in an error text, or where it stands before the excerpt. */
  readonly command: Command | undefined;
  /** The recipient, where RCPT was refused. */
  readonly recipient: string | undefined;
}

/** A rule that knows a failure by the reply that refuses mail. */
export interface ReplyRuleDefinition extends Omit<RuleDefinition<Refusal>, 'match' | 'explain' | 'keyFact'> {
  /** Who refuses: the other side (`send` log), we ourselves (`receive` log), or either. */
  readonly direction: 'send' | 'receive' | 'either';
  /** Any of these will do. */
  readonly signs: readonly ReplySign[];
  /** The commands whose refusal counts; without it, all. `CONNECT` is a refusal instead of a greeting. */
  readonly to?: readonly string[];
  /** What else must hold in a session. */
  readonly when?: (session: SessionFacts) => boolean;
  /** Default: the reply's code and status, so that a finding gathers all refusals of that kind on a connector. */
  readonly keyFact?: (refusal: Refusal, scene: Scene) => string;
}

/** Makes a rule that speaks when a session's mail is refused with one of these replies, and that knows them in an error text too. */
export function replyRule({ direction, signs, to, when, ...definition }: ReplyRuleDefinition): Rule {
  return rule<Refusal>({
    keyFact: ({ code, status }) => [code, status].filter((part) => part !== undefined).join(' '),
    ...definition,
    needs: ({ refused, sent }) => refused && (direction === 'either' || sent === (direction === 'send')),
    match(session) {
      if (direction !== 'either' && session.direction !== direction) return undefined;
      for (const reply of session.refusals) {
        if (!signs.some((sign) => shows(sign, reply))) continue;
        const command = session.commands.find(({ reply: answer }) => answer === reply);
        if (to !== undefined && !answersOneOf(to, command, session)) continue;
        if (when?.(session) === false) continue;
        const evidence = [command?.record, reply.record].filter((record): record is LogRecord => record !== undefined);
        const { code, status, text } = reply;
        return { evidence, details: { code, status, text, command, recipient: recipientOf(command) } };
      }
      return undefined;
    },
    explain({ code, status, text }: ErrorText) {
      if (code === undefined) return undefined;
      const words = text.replace(/^\d{3}(?:[ -]+#?\d\.\d+\.\d+)?\s*/, '');
      const found = signs.some((sign) => shows(sign, { code, status, text: words }));
      return found ? { code, status, text: words, command: undefined, recipient: undefined } : undefined;
    },
  });
}

/** Where the excerpt begins behind the command, nobody can tell what was refused; then the words decide. */
function answersOneOf(verbs: readonly string[], command: Command | undefined, { connected }: SessionFacts): boolean {
  if (command !== undefined) return verbs.includes(command.verb);
  return connected === undefined || verbs.includes('CONNECT');
}

/** Whether a reply is as the sign says. */
export function shows(
  { code: codes, status: statuses, text: words }: ReplySign,
  { code, status, text }: Pick<Refusal, 'code' | 'status' | 'text'>,
): boolean {
  if (codes !== undefined && !isOneOf(codes, code) && !isOneOf(codes, Math.floor(code / 100))) return false;
  if (statuses instanceof RegExp ? !statuses.test(status ?? '') : statuses !== undefined && !isOneOf(statuses, status ?? '')) return false;
  return words?.test(text) ?? true;
}

function isOneOf<Value extends string | number>(wanted: Value | readonly Value[], value: Value): boolean {
  return Array.isArray(wanted) ? wanted.includes(value) : wanted === value;
}

function recipientOf(command: Command | undefined): string | undefined {
  return command?.verb === 'RCPT' ? /<([^>]*)>/.exec(command.argument)?.[1] : undefined;
}
