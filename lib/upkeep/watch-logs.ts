import { readTimedChunks, proofBy, type TimedChunk } from '../store/log-file-ledger.js';
import { listOpenLogFiles, noteComplete, type OpenLogFile } from '../store/log-file-table.js';
import { reconcileObservations } from '../store/observation-table.js';
import { listReportingServers, type ReportingServer } from '../store/server-table.js';
import type { Tables } from '../store/tables.js';
import type { StoredTenant } from '../store/tenant-table.js';
import { connectorSilent } from '../watch/connector-silent.js';
import { logIncomplete } from '../watch/log-incomplete.js';
import { isLongAgo, logTimesWrong } from '../watch/log-times-wrong.js';
import type { ArrivedChunk, DatedLog, IncompleteLog, WatchedLogs } from '../watch/watched-logs.js';
import { forAllTenants, isItsTurn } from './all-tenants.js';
import { readConnectors, type HeardStream } from './read-connectors.js';
import { tellObservedChanges, type TellObserved } from './tell-observed.js';

interface WatchServices {
  readonly tables: Tables;
  readonly now: () => Date;
  readonly tellObserved: TellObserved;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Bytes that did not come for so long don't come by themselves: grants live for minutes, and lost events are found within the hour. */
const GAP_AGE = 2 * HOUR;

/** Files of one stream that a turn looks at: more are open only when a shipper sends weeks of them at once. */
const MAX_FILES = 200;

/** Incomplete files of one stream after which a turn looks for no more: these tell enough. */
const MAX_INCOMPLETE = 20;

/** A connector's last hour is looked at when its sessions have been counted: those that cross chunks wait a quarter of an hour. */
const SETTLING = 30 * MINUTE;

/** A shipper that is further behind has not shipped what may have happened in the last hour. */
const MAX_LAG_SECONDS = 20 * 60;

/**
 * Looks at the logs of those tenants whose turn it is: what is missing in them, what times they bear, and which connectors have fallen silent; and tells
 * of what has changed. Each tenant has a turn an hour.
 *
 * @throws {AggregateError} when tenants could not be looked at, after all others.
 */
export async function watchAllLogs(services: WatchServices): Promise<void> {
  const now = services.now();
  await forAllTenants(services, 'The logs', async (tenant) => {
    if (isItsTurn(tenant, now)) await watchLogs(services, tenant);
  });
}

/** Looks at the logs of one tenant. */
export async function watchLogs(
  { tables, now, tellObserved }: WatchServices,
  { id: tenant, settings }: Pick<StoredTenant, 'id' | 'settings'>,
): Promise<void> {
  const time = now();
  const [open, reporting] = await Promise.all([listOpenLogFiles(tables, tenant), listReportingServers(tables, tenant)]);
  const streams = byStream(open);
  const heard = hearing(reporting, time, settings.silentAfterMinutes * MINUTE);
  const logs = await watchedLogs(tables, streams, reporting, time);
  const until = Math.floor((time.getTime() - SETTLING) / HOUR) * HOUR;
  const sources = streams.flatMap(([newest]): HeardStream[] =>
    newest === undefined ? [] : [{ ...newest, isHeard: heard.get(newest.server) }],
  );
  const connectors = await readConnectors(tables, sources, until);
  await reconcileObservations(
    tables,
    tenant,
    [logIncomplete.id, logTimesWrong.id, connectorSilent.id],
    (holding) => [
      ...logIncomplete.observe(logs),
      ...logTimesWrong.observe(logs),
      ...connectorSilent.observe({ connectors, until, holding }),
    ],
    time,
  );
  await tellObservedChanges(tables, tenant, tellObserved);
}

/** Whether what happened in the last hour on each server would be known; a server without a shipper that follows its logs is left out. */
function hearing(reporting: readonly ReportingServer[], now: Date, silentAfter: number): ReadonlyMap<string, boolean> {
  return new Map(
    reporting.map(({ server, receivedAt, heartbeat }) => [
      server,
      now.getTime() - receivedAt.getTime() < silentAfter && heartbeat.lagSeconds <= MAX_LAG_SECONDS,
    ]),
  );
}

/** The files of each stream, the newest first. */
function byStream(files: readonly OpenLogFile[]): readonly (readonly OpenLogFile[])[] {
  const streams = new Map<string, OpenLogFile[]>();
  for (const file of files) {
    const name = JSON.stringify([file.server, file.stream]);
    streams.set(name, [...(streams.get(name) ?? []), file]);
  }
  return [...streams.values()];
}

async function watchedLogs(
  tables: Tables,
  streams: readonly (readonly OpenLogFile[])[],
  reporting: readonly ReportingServer[],
  now: Date,
): Promise<WatchedLogs> {
  const incomplete: IncompleteLog[] = [];
  const arrived: ArrivedChunk[] = [];
  for (const files of streams) {
    const before = incomplete.length;
    for (const [place, file] of files.slice(0, MAX_FILES).entries()) {
      const chunks = await readTimedChunks(tables, file);
      // The newest file of a stream grows, so it is never taken for complete.
      const gaps = await lookForGaps(tables, file, chunks, place > 0, now);
      if (gaps !== undefined) incomplete.push(gaps);
      arrived.push(...arrivedIn(file, chunks, now));
      if (incomplete.length - before === MAX_INCOMPLETE) break;
    }
  }
  const dated = streams.flat().map(datedLog);
  return {
    incomplete,
    arrived,
    dated: dated.filter(({ notedAt }) => now.getTime() - notedAt <= DAY),
    followed: new Set(reporting.map(({ server }) => server)),
  };
}

function datedLog({ server, stream, file, notedAt }: OpenLogFile): DatedLog {
  return { server, stream, name: file.name, date: Date.parse(file.date), notedAt: notedAt.getTime() };
}

async function lookForGaps(
  tables: Tables,
  file: OpenLogFile,
  chunks: readonly TimedChunk[],
  isFinished: boolean,
  now: Date,
): Promise<IncompleteLog | undefined> {
  const { gaps, complete, chunkCounts } = proofBy(chunks);
  const isOld = ({ since }: { readonly since: number }) => now.getTime() - since >= GAP_AGE;
  const { date, notedAt } = datedLog(file);
  // A wrong date is to be seen for a day.
  const isWrong = isLongAgo({ date, notedAt }) && now.getTime() - notedAt <= DAY;
  if (complete && isFinished && isOld({ since: date }) && !isWrong) await noteComplete(tables, file);
  const old = gaps.filter(isOld);
  const { server, stream } = file;
  return old.length === 0 ? undefined : { server, stream, name: file.file.name, gaps: old, quarantined: chunkCounts.quarantined ?? 0 };
}

function arrivedIn({ server, stream }: OpenLogFile, chunks: readonly TimedChunk[], now: Date): readonly ArrivedChunk[] {
  return chunks.flatMap(({ ingestedAt, lastRecordAt }) =>
    ingestedAt === undefined || lastRecordAt === undefined || now.getTime() - ingestedAt > DAY
      ? []
      : [{ server, stream, ingestedAt, lastRecordAt }],
  );
}
