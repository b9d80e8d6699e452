import { arch, platform } from 'node:process';
import {
  heartbeatAnswerSchema,
  MAX_DELETED_UNREAD,
  MAX_HEARTBEAT_ERRORS,
  type Heartbeat,
  type HeartbeatAnswer,
} from '../contract/heartbeat.js';
import { askApi } from './ask-api.js';
import type { LogFinder } from './log-finder.js';
import type { Memory } from './memory.js';
import type { ShipSettings } from './options.js';
import type { Persistence } from './persistent-exchange.js';
import { oldestPending, secondsSince, survey } from './survey.js';
import { VERSION } from './version.js';

export interface HeartbeatParts {
  readonly settings: ShipSettings;
  readonly persistence: Persistence;
  readonly finder: LogFinder;
  readonly memory: Memory;
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

async function heartbeatOf({ settings, persistence, finder, memory, startedAt, errors }: HeartbeatParts): Promise<Heartbeat> {
  const found = await finder.find(await settings.findRoots());
  const { files, logs, backlogBytes } = await survey(found, memory, 'behind', () => persistence.wire.pace.rest(persistence.signal));
  const oldest = await oldestPending(logs);
  const now = settings.clock();
  return {
    version: VERSION,
    host: { os: platform, arch },
    startedAt: new Date(startedAt).toISOString(),
    sentAt: new Date(now).toISOString(),
    backlogBytes,
    lagSeconds: secondsSince(oldest, now),
    files,
    deletedUnread: memory.lost
      .slice(-MAX_DELETED_UNREAD)
      .map(({ stream, name, date, from, bytes }) => ({ stream, file: name, date, from, bytes })),
    errors: [...errors].slice(0, MAX_HEARTBEAT_ERRORS).map(([code, count]) => ({ code, count })),
  };
}
