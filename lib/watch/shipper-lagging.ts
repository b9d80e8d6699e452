import { minute } from '../correlation/phrases.js';
import type { Observation } from '../diagnosis/observation.js';
import { inWords } from './durations-in-words.js';
import { LOOK_AT_NETWORK, LOOK_AT_SHIPPER, NETWORK_TEST } from './shipper-remedies.js';
import type { Watch } from './watch.js';
import { isHeld, type WatchedServer, type WatchedServers } from './watched-servers.js';

/** A shipper in good health is seconds behind; one that comes back after a restart catches up within minutes. */
const LAGS = { from: 30 * 60, until: 10 * 60 };

/** So far behind, Exchange may delete a busy server's logs before they are shipped. */
const DANGER_SECONDS = 6 * 60 * 60;

/** Shippers that are behind: what fails now is seen that much later, and what Exchange deletes meanwhile is never seen. */
export const shipperLagging: Watch<WatchedServers> = {
  id: 'shipper-lagging',
  observe: ({ servers, holding }) =>
    servers.flatMap((server) => {
      const observation = observationOf(server);
      return isHeld(observation, server.heartbeat.lagSeconds, LAGS, holding) ? [observation] : [];
    }),
};

function observationOf({ server, heartbeat, receivedAt }: WatchedServer): Observation {
  const { lagSeconds, backlogBytes } = heartbeat;
  return {
    watch: shipperLagging.id,
    severity: lagSeconds >= DANGER_SECONDS ? 'degraded' : 'info',
    title: 'A shipper is behind',
    summary: `The shipper of ${server} is ${inWords(lagSeconds)} behind with ${megabytes(backlogBytes)} still to ship, as it said at ${minute(receivedAt)}. What fails now is found that much later.`,
    server,
    connector: null,
    keyFact: 'shipper',
    since: new Date(receivedAt - lagSeconds * 1000).toISOString(),
    deadline: null,
    causes: [
      {
        id: 'backlog',
        likelihood: 'possible',
        why: 'It ships what has gathered while it or the network was down, or before it was installed. Then the backlog becomes less from heartbeat to heartbeat.',
      },
      {
        id: 'too-slow',
        likelihood: 'possible',
        why: 'The line, or what the shipper may use of it and of the processor, does not suffice for what Exchange writes. Then the backlog grows.',
      },
    ],
    remedy: [LOOK_AT_SHIPPER, LOOK_AT_NETWORK],
    references: [NETWORK_TEST],
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
