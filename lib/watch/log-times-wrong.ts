import { minute } from '../correlation/phrases.js';
import type { Observation } from '../diagnosis/observation.js';
import { SET_CLOCK_RIGHT, TIME_SERVICE } from './clock-remedies.js';
import { DAY, type Watch } from './watch.js';
import type { DatedLog, WatchedLogs } from './watched-logs.js';

/** So much two clocks may differ without being wrong. */
const TOLERANCE = 5 * 60_000;

/** Exchange deletes its logs after 30 days by default: what is written now and dated before that year was dated by a clock that had lost its time. */
const LONG_AGO = 365 * DAY;

/** A time in a server's log that can't be right. */
interface WrongTime {
  readonly server: string;
  readonly said: number;
  readonly known: number;
  readonly where: string;
}

/**
 * Servers whose logs bear times that can't be right: in the future, or so far in the past that no log of today is dated so. What happened then is
 * counted in hours in which nobody looks, and in the future it hides what is new.
 */
export const logTimesWrong: Watch<WatchedLogs> = {
  id: 'log-times-wrong',
  observe: (logs) => {
    const wrong = [...wrongDates(logs), ...wrongRecords(logs)];
    return [...new Set(wrong.map(({ server }) => server))].map((server) => observationOf(wrong.filter((time) => time.server === server)));
  },
};

function wrongDates({ dated, followed }: WatchedLogs): readonly WrongTime[] {
  return dated
    .filter((log) => log.date - log.notedAt > TOLERANCE || (isLongAgo(log) && followed.has(log.server)))
    .map(({ server, stream, name, date, notedAt }) => ({ server, said: date, known: notedAt, where: `${name} of ${stream} is dated` }));
}

/** Whether a log file that came lately is dated so far back that it can't have been written lately. */
export function isLongAgo({ date, notedAt }: Pick<DatedLog, 'date' | 'notedAt'>): boolean {
  return notedAt - date > LONG_AGO;
}

function wrongRecords({ arrived }: WatchedLogs): readonly WrongTime[] {
  return arrived
    .filter(({ lastRecordAt, ingestedAt }) => lastRecordAt - ingestedAt > TOLERANCE)
    .map(({ server, stream, lastRecordAt, ingestedAt }) => ({
      server,
      said: lastRecordAt,
      known: ingestedAt,
      where: `a record of ${stream} is dated`,
    }));
}

function observationOf(wrong: readonly WrongTime[]): Observation {
  const [worst] = wrong.toSorted((a, b) => Math.abs(b.said - b.known) - Math.abs(a.said - a.known));
  const { server = '', said = 0, known = 0, where = '' } = worst ?? {};
  const future = said > known;
  return {
    watch: logTimesWrong.id,
    severity: 'degraded',
    title: future ? 'A server’s log is dated in the future' : 'A server’s log is dated far in the past',
    summary: `On ${server}, ${where} ${minute(said)}, and it came at ${minute(known)}. The clock of the server is wrong, or was when it wrote this.`,
    server,
    connector: null,
    keyFact: 'times',
    since: new Date(Math.min(...wrong.map((time) => time.known))).toISOString(),
    deadline: null,
    causes: [
      {
        id: 'clock-wrong',
        likelihood: future ? 'certain' : 'likely',
        why: 'Exchange dates its logs by the server’s clock, in UTC.',
      },
      ...(future
        ? []
        : [
            {
              id: 'old-logs-shipped',
              likelihood: 'possible' as const,
              why: 'Somebody has put old logs into the folder that the shipper follows.',
            },
          ]),
    ],
    remedy: SET_CLOCK_RIGHT,
    references: [TIME_SERVICE],
  };
}
