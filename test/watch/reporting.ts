import { observationId, type Observation } from '../../lib/diagnosis/observation.js';
import type { Watch } from '../../lib/watch/watch.js';
import type { WatchedServer, WatchedServers } from '../../lib/watch/watched-servers.js';
import { heartbeatOf } from '../contract/heartbeat-of.js';

export const NOON = Date.UTC(2026, 2, 2, 12);
const MINUTE = 60_000;

/** A server in good health that was heard a minute before noon. */
export function serverOf({ heartbeat, ...changes }: Partial<WatchedServer> = {}): WatchedServer {
  return {
    server: 'EX01',
    heartbeat: heartbeat ?? heartbeatOf(),
    receivedAt: NOON - MINUTE,
    clockDifferenceSeconds: 0,
    lastChunkAt: undefined,
    ...changes,
  };
}

/** What a watch sees at noon of these servers; what it saw before holds. */
export function atNoon(
  watch: Watch<WatchedServers>,
  servers: readonly WatchedServer[],
  before: readonly Observation[] = [],
  changes: Partial<WatchedServers> = {},
): readonly Observation[] {
  return watch.observe({
    servers,
    silentAfter: 30 * MINUTE,
    listeningSince: NOON - 24 * 60 * MINUTE,
    holding: new Map(before.map((observation) => [observationId(observation), observation])),
    now: NOON,
    ...changes,
  });
}
