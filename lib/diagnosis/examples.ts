import type { Direction } from '../log/record.js';

/** A session that a rule must find. */
export interface SpeakingExample {
  /** What happened, in a mail administrator's words. */
  readonly told: string;
  readonly log: string;
  /** The rows that the rule must point to: line numbers within `log`, from 1. */
  readonly evidence: readonly number[];
  /** The key fact that the finding must carry. */
  readonly keyFact: string;
}

/** A session that looks alike and that the rule must leave alone. */
export interface SilentExample {
  readonly told: string;
  readonly because: string;
  readonly log: string;
}

/** What stands beside every rule: where it speaks, and where it must stay silent. */
export interface RuleExamples {
  readonly rule: string;
  readonly speaks: readonly SpeakingExample[];
  readonly staysSilent: readonly SilentExample[];
}

/** The parts of a composed session that its story is not about. */
interface Setting {
  readonly connector?: string;
  readonly remote?: string;
  readonly sessionId?: string;
}

/** A session of a send log, composed from rows of event, data and context as Exchange writes them: `>,STARTTLS,`. */
export function sendLog(
  rows: string,
  { connector = 'Outbound to Office 365', remote = '104.47.5.36:25', ...setting }: Setting = {},
): string {
  return compose('send', rows, { connector, remote, ...setting });
}

/** A session of a receive log, likewise. */
export function receiveLog(
  rows: string,
  { connector = 'EX01\\Default Frontend EX01', remote = '104.47.11.110:41234', ...setting }: Setting = {},
): string {
  return compose('receive', rows, { connector, remote, ...setting });
}

/** Milliseconds between two rows: most rows of a healthy session are a round trip apart. */
const PACE = 40;

/**
 * Adds what each row has in common: time, connector, session-id, running number and endpoints. A row may begin with `+N ` to stand N
 * milliseconds after the one before.
 */
function compose(
  direction: Direction,
  rows: string,
  { connector, remote, sessionId = '08DC73F0A1B20001' }: Setting & { connector: string; remote: string },
): string {
  const ours = direction === 'send' ? '192.0.2.10:40211' : '192.0.2.10:25';
  let time = Date.UTC(2024, 4, 14, 9, 30);
  let connected = direction === 'receive';
  const lines = rows
    .split('\n')
    .map((row) => row.trim())
    .filter((row) => row !== '');
  return lines
    .map((line, sequence) => {
      const [, wait, row = line] = /^\+(\d+) (.*)$/.exec(line) ?? [];
      time += sequence === 0 ? 0 : Number(wait ?? PACE);
      connected ||= row.startsWith('+');
      return [new Date(time).toISOString(), connector, sessionId, sequence, connected ? ours : '', remote, row].join(',');
    })
    .join('\n');
}
