import type { LogRecord } from '../../log/record.js';
import type { Command, Conversation } from './conversation.js';

/** Durations in milliseconds; `undefined` where the log does not show both ends. */
export interface Timing {
  /** From the attempt to the connection that stands. */
  readonly connect: number | undefined;
  /** From the connection to the greeting. */
  readonly greeting: number | undefined;
  /** The command that waited longest for its reply. */
  readonly slowest: Command | undefined;
  /** From the last word on the wire to the end: a round number is somebody's timeout. */
  readonly idleBeforeEnd: number | undefined;
}

/** When things happened. */
export function timingOf(records: readonly LogRecord[], { greeting, commands }: Conversation): Timing {
  const attempt = records.find(({ event, context }) => event === '*' && context === 'attempting to connect');
  const connected = records.find(({ event }) => event === '+');
  const end = records.findLast(({ event }) => event === '-');
  const lastWord = records.findLast(({ event }) => event === '<' || event === '>');
  return {
    connect: between(attempt, connected),
    greeting: between(connected, greeting?.record),
    slowest: slowestOf(commands),
    idleBeforeEnd: between(lastWord, end),
  };
}

function slowestOf(commands: readonly Command[]): Timing['slowest'] {
  let slowest: Timing['slowest'];
  for (const command of commands) {
    if (command.milliseconds !== undefined && command.milliseconds > (slowest?.milliseconds ?? -Infinity)) slowest = command;
  }
  return slowest;
}

function between(from: LogRecord | undefined, to: LogRecord | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : to.time - from.time;
}
