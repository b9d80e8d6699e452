import { isProblem, type ShipEvent, type Tell } from '../../shipper/events.js';
import { sentence } from '../../shipper/sentence.js';
import { printable } from '../printable.js';
import type { Terminal } from '../terminal.js';
import type { EventLog } from './event-log.js';
import { journalLine } from './journal.js';
import type { LogFile } from './log-file.js';
import { rankOf } from './rank.js';

export interface Ears {
  readonly terminal: Terminal;
  /** The terminal is no person's: its lines go to journald. */
  readonly journal: boolean;
  readonly logFile?: LogFile | undefined;
  readonly eventLog?: EventLog | undefined;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * Says what happens, to each who listens in its own way. Sentences may repeat what an API, a proxy or a folder is called, so each is made fit for
 * a terminal.
 */
export function voice({ terminal, journal, logFile, eventLog, clock }: Ears): Tell {
  return (event: ShipEvent) => {
    const text = printable(sentence(event));
    const rank = rankOf(event);
    if (journal) terminal.complain(journalLine(rank, text));
    else if (isProblem(event)) terminal.complain(`mailflow ship: ${text}`);
    else terminal.say(text);
    logFile?.write(`${new Date(clock()).toISOString()} ${rank} ${text}`);
    if (isProblem(event)) eventLog?.write(event, text);
  };
}
