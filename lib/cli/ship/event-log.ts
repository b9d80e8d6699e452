import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { ShipProblem } from '../../shipper/events.js';
import { Allowance } from '../../shipper/allowance.js';
import { rankOf } from './rank.js';

/** What `eventcreate` takes for one event. */
const MAX_CHARACTERS = 1000;

/** Events that are written at once, and again each hour: what repeats itself must not fill the log that others need. */
const EVENTS_AN_HOUR = 30;

/**
 * Numbers of the events in the Windows event log, source `Mailflow`: a contract with those who watch for them. `eventcreate` takes 1 to 1000.
 */
export const EVENT_IDS: Readonly<Record<ShipProblem['name'], number>> = {
  'state-lost': 101,
  'round-failed': 102,
  'heartbeat-failed': 103,
  'token-not-renewed': 104,
  'probe-refused': 105,
  'token-missing': 201,
  'token-refused': 202,
  'api-refused': 203,
  'grants-refused': 204,
  'insecure-address': 205,
  'service-unreachable': 206,
  'pseudonyms-impossible': 207,
  'exchange-not-found': 301,
  'folder-missing': 302,
  'folder-unreadable': 303,
  'no-logs-found': 304,
  'file-skipped': 401,
  'file-unreadable': 402,
  'file-vanished': 403,
  'file-truncated': 404,
  'record-cut': 405,
  'ranges-disagree': 406,
  'upload-refused': 407,
  'no-exports-found': 501,
  'export-unusable': 502,
  'export-refused': 503,
};

export type Run = (command: string, args: readonly string[]) => void;

/**
 * The Windows event log, by `eventcreate.exe`, which every Windows has: no library, no script host that a scanner might dislike, and no quoting, since
 * there is no shell. The installer makes the source, for which it takes an administrator.
 *
 * @source https://learn.microsoft.com/windows-server/administration/windows-commands/eventcreate
 */
export class EventLog {
  readonly #run: Run;
  readonly #now: () => number;
  readonly #allowance: Allowance;

  constructor(run: Run = runHidden, now = () => performance.now()) {
    this.#run = run;
    this.#now = now;
    this.#allowance = new Allowance(EVENTS_AN_HOUR / 3600, EVENTS_AN_HOUR, now());
  }

  write(problem: ShipProblem, text: string): void {
    if (this.#allowance.spend(0, this.#now()) > 0) return;
    this.#allowance.spend(1, this.#now());
    const type = rankOf(problem) === 'error' ? 'ERROR' : 'WARNING';
    const args = ['/L', 'APPLICATION', '/SO', 'Mailflow', '/T', type, '/ID', String(EVENT_IDS[problem.name])];
    this.#run(EVENTCREATE, [...args, '/D', text.slice(0, MAX_CHARACTERS)]);
  }
}

/** By its whole path, so that nothing else of this name is started. */
const EVENTCREATE = join(process.env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32', 'eventcreate.exe');

function runHidden(command: string, args: readonly string[]): void {
  execFile(command, args, { windowsHide: true, timeout: 30_000 }, () => undefined);
}
