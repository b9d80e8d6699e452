import type { Command } from './conversation.js';

/**
 * From here on a reply to MAIL FROM is late. Under pressure Exchange begins with a delay of ten seconds and adds five at a time, up to 55; without
 * pressure it answers within milliseconds.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/back-pressure (SMTPStartThrottlingDelayInterval, SMTPStepThrottlingDelayInterval)
 */
export const SLOW_MAIL_MILLISECONDS = 10_000;

/** A MAIL that was taken, and late. */
export interface SlowMail {
  readonly command: Command & { readonly reply: NonNullable<Command['reply']> };
  readonly milliseconds: number;
}

/** The MAIL of a session that waited longest for its good reply, if that came late. */
export function slowMailIn(commands: readonly Command[]): SlowMail | undefined {
  let slowest: SlowMail | undefined;
  for (const command of commands) {
    const { verb, reply, milliseconds } = command;
    if (verb !== 'MAIL' || reply === undefined || milliseconds === undefined || reply.code >= 300) continue;
    if (milliseconds >= SLOW_MAIL_MILLISECONDS && milliseconds > (slowest?.milliseconds ?? 0)) {
      slowest = { command: { ...command, reply }, milliseconds };
    }
  }
  return slowest;
}
