import { arch, platform } from 'node:process';
import {
  heartbeatAnswerSchema,
  MAX_DELETED_UNREAD,
  MAX_HEARTBEAT_ERRORS,
  type Heartbeat,
  type HeartbeatAnswer,
} from '../contract/heartbeat.js';
import { askApi } from './ask-api.js';
import type { Checkpoints } from './checkpoints.js';
import type { KnownLog } from './known-logs.js';
import type { LogFinder } from './log-finder.js';
import type { ShipSettings } from './options.js';
import type { Persistence } from './persistent-exchange.js';
import { StateFailure } from './state-failure.js';
import { backlogOf, secondsSince } from './survey.js';
import { VERSION } from './version.js';

export interface HeartbeatParts {
  readonly settings: ShipSettings;
  readonly persistence: Persistence;
  readonly finder: LogFinder;
  /** What is remembered; `undefined` where even that is not known. */
  readonly checkpoints: Checkpoints | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** What went wrong since then, by the problem's name. */
  readonly errors: ReadonlyMap<string, number>;
}

/**
 * Tells Mailflow how the shipper fares.
 *
 * @throws ServiceStop when the token or the heartbeat is refused, or when nobody answers.
 */
export async function sendHeartbeat(parts: HeartbeatParts): Promise<HeartbeatAnswer> {
  const { settings, persistence } = parts;
  const heartbeat = await heartbeatOf(parts);
  return askApi('heartbeats', heartbeat, (json) => heartbeatAnswerSchema.safeParse(json).data, settings, persistence);
}

async function heartbeatOf({ settings, persistence, finder, checkpoints, startedAt, errors }: HeartbeatParts): Promise<Heartbeat> {
  const { logs } = await finder.find(await settings.findRoots());
  const { files, bytes, since } = await backlogOf(
    logs,
    (log) => shippedBytes(log, checkpoints),
    () => persistence.wire.pace.rest(persistence.signal),
  );
  const now = settings.clock();
  return {
    version: VERSION,
    host: { os: platform, arch },
    startedAt: new Date(startedAt).toISOString(),
    sentAt: new Date(now).toISOString(),
    backlogBytes: bytes,
    lagSeconds: secondsSince(since, now),
    files,
    deletedUnread: (checkpoints?.lost() ?? [])
      .slice(-MAX_DELETED_UNREAD)
      .map(({ stream, name, date, from, bytes }) => ({ stream, file: name, date, from, bytes })),
    errors: [...errors].slice(0, MAX_HEARTBEAT_ERRORS).map(([code, count]) => ({ code, count })),
  };
}

/** A state that can't be read keeps logs from being shipped: then above all this is to be heard, and what is not known counts as not shipped. */
async function shippedBytes(log: KnownLog, checkpoints: Checkpoints | undefined): Promise<number | undefined> {
  try {
    return checkpoints === undefined ? 0 : await checkpoints.shippedBytes(log);
  } catch (error) {
    if (error instanceof StateFailure) return 0;
    throw error;
  }
}
