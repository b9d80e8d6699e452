import { hostname } from 'node:os';
import type { ShipEvent } from '../../shipper/events.js';
import { LogFinder } from '../../shipper/log-finder.js';
import { readHolderOf } from '../../shipper/state-lock.js';
import type { KnownLog } from '../../shipper/known-logs.js';
import type { LostLog, Memory } from '../../shipper/memory.js';
import type { FindRoots } from '../../shipper/options.js';
import { remembered } from '../../shipper/remembered.js';
import { sentence } from '../../shipper/sentence.js';
import { readStatus, type Status } from '../../shipper/status-file.js';
import { pendingSince, secondsSince, standingOf, type LogStanding } from '../../shipper/survey.js';

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
  const { memory, unusable } = await remembered(stateFile);
  const lost: ShipEvent[] = unusable === undefined ? [] : [{ name: 'state-lost', stateFile, reason: unusable }];
  const { logs: found, remarks } = await new LogFinder().find(await findRoots());
  const logs = await standingsOf(found, memory, now);
  const [holder, status] = [await readHolderOf(stateFile), await readStatus(stateFile)];
  const lagSeconds = logs.reduce((most, log) => Math.max(most, log.lagSeconds), 0);
  const running = holder === undefined ? null : { pid: holder.pid, since: holder.since };
  const said = running !== null && status?.pid === running.pid ? status.problems : [];
  const problems = [...new Set([...lost, ...remarks].map(sentence).concat(said))];
  return {
    server: hostname(),
    running,
    lastSaid: status ?? null,
    backlogBytes: logs.reduce((sum, { pendingBytes }) => sum + pendingBytes, 0),
    lagSeconds,
    logs,
    deletedUnread: memory.lost,
    problems,
    healthy: running !== null && lagSeconds <= HEALTHY_LAG_SECONDS && problems.length === 0 && memory.lost.length === 0,
  };
}

async function standingsOf(found: readonly KnownLog[], { files }: Memory, now: number): Promise<LogStatus[]> {
  const shipped = new Map(files.map(({ path, position }) => [path, position.offset]));
  const standings: LogStatus[] = [];
  for (const log of found) {
    const stands = await standingOf(log, shipped.get(log.path) ?? 0);
    if (stands !== undefined) standings.push({ ...stands, lagSeconds: secondsSince(await pendingSince(stands), now) });
  }
  return standings;
}
