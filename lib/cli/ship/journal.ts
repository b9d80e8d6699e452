import { fstatSync } from 'node:fs';
import type { Rank } from './rank.js';

/** @source https://www.freedesktop.org/software/systemd/man/latest/sd-daemon.html */
const PREFIX: Readonly<Record<Rank, string>> = { error: '<3>', warning: '<4>', info: '<6>', debug: '<7>' };

/**
 * Whether standard error goes to journald: systemd says of which file it is, so that what is merely started by a service and writes elsewhere is not
 * taken in.
 *
 * @source https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#%24JOURNAL_STREAM
 */
export function goesToJournal(environment: Readonly<Record<string, string | undefined>>, fileDescriptor: number): boolean {
  const { JOURNAL_STREAM: stream } = environment;
  if (stream === undefined) return false;
  try {
    const { dev, ino } = fstatSync(fileDescriptor);
    return stream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}

/** The line as journald wants it: with its rank, and without line ends. */
export function journalLine(rank: Rank, text: string): string {
  return `${PREFIX[rank]}${text}`;
}
