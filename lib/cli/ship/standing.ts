import { hostname } from 'node:os';
import type { ShipEvent } from '../../shipper/events.js';
import { LogFinder } from '../../shipper/log-finder.js';
import { readHolderOf } from '../../shipper/state-lock.js';
import { EMPTY_MEMORY, type LostLog } from '../../shipper/memory.js';
import type { FindRoots } from '../../shipper/options.js';
import { sentence } from '../../shipper/sentence.js';
import { readState } from '../../shipper/state-file.js';
import { readStatus, type Status } from '../../shipper/status-file.js';
import { oldestPending, pendingSince, secondsSince, survey, type LogStanding } from '../../shipper/survey.js';

/** A log as `--status` shows it. */
export interface LogStatus extends LogStanding {
  /** Age of the oldest record that waits; 0 when none does. */
  readonly lagSeconds: number;
}

/** How the shipper of this machine stands. The names are a contract with those who read `--status --json`. */
export interface Standing {
  readonly server: string;
  /** The process that ships now, or `null`. */
  readonly running: { readonly pid: number; readonly since: string } | null;
  /** What the last shipper that watched said of itself; `null` when none ever did. */
  readonly lastSaid: Status | null;
  readonly backlogBytes: number;
  readonly lagSeconds: number;
  readonly logs: readonly LogStatus[];
  readonly deletedUnread: readonly LostLog[];
  /** What stands in the way, in sentences. */
  readonly problems: readonly string[];
  readonly healthy: boolean;
}

/** A lag up to which all is well: some rounds, and an API that is away for a moment. */
export const HEALTHY_LAG_SECONDS = 300;

/** Looks at state and logs. Nothing is changed, and nothing is sent. @throws StateFailure when the state can't be read. */
export async function standing(stateFile: string, findRoots: FindRoots, now: number): Promise<Standing> {
  const state = await readState(stateFile);
  const memory = state.kind === 'read' ? state.memory : EMPTY_MEMORY;
  const lost: ShipEvent[] = state.kind === 'lost' ? [{ name: 'state-lost', stateFile, reason: state.reason }] : [];
  const { logs, backlogBytes, remarks } = await survey(await new LogFinder().find(await findRoots()), memory, 'all');
  const [holder, status] = [await readHolderOf(stateFile), await readStatus(stateFile)];
  const lagSeconds = secondsSince(await oldestPending(logs), now);
  const running = holder === undefined ? null : { pid: holder.pid, since: holder.since };
  const said = running !== null && status?.pid === running.pid ? status.problems : [];
  const problems = [...new Set([...lost, ...remarks].map(sentence).concat(said))];
  return {
    server: hostname(),
    running,
    lastSaid: status ?? null,
    backlogBytes,
    lagSeconds,
    logs: await withLag(logs, now),
    deletedUnread: memory.lost,
    problems,
    healthy: running !== null && lagSeconds <= HEALTHY_LAG_SECONDS && problems.length === 0 && memory.lost.length === 0,
  };
}

async function withLag(logs: readonly LogStanding[], now: number): Promise<LogStatus[]> {
  const stood: LogStatus[] = [];
  for (const log of logs) stood.push({ ...log, lagSeconds: secondsSince(await pendingSince(log), now) });
  return stood;
}
