import type { Heartbeat } from '../contract/heartbeat.js';
import { observationId, type Observation } from '../diagnosis/observation.js';
import type { Holding } from './observation-life.js';

/** A server whose shipper has sent a heartbeat. Times are milliseconds since 1970, UTC. */
export interface WatchedServer {
  readonly server: string;
  /** The last one, by whatever clock the server has. */
  readonly heartbeat: Heartbeat;
  /** When it came, by our clock. */
  readonly receivedAt: number;
  readonly clockDifferenceSeconds: number;
  /** When a chunk of its logs was asked for or ingested last; `undefined` when nobody looked, or there is none. */
  readonly lastChunkAt: number | undefined;
}

/** The servers of a tenant as their shippers tell. */
export interface WatchedServers {
  readonly servers: readonly WatchedServer[];
  /** For how long a server may say nothing, in milliseconds. */
  readonly silentAfter: number;
  /** Since when Mailflow has listened without a pause: what it did not hear before proves nothing. */
  readonly listeningSince: number;
  /** What has begun ends only when it is clearly over, and does not flicker about a threshold. */
  readonly holding: Holding;
  readonly now: number;
}

/** Whether a number that has crossed its threshold once still holds: it must fall below `until` to be over. */
export function isHeld(
  draft: Pick<Observation, 'watch' | 'server' | 'connector' | 'keyFact'>,
  value: number,
  { from, until }: { readonly from: number; readonly until: number },
  holding: Holding,
): boolean {
  return value >= from || (value >= until && holding.has(observationId(draft)));
}
