import { listed, minute } from '../correlation/phrases.js';
import { observationId, type Observation } from '../diagnosis/observation.js';
import { inWords } from './durations-in-words.js';
import { LOOK_AT_NETWORK, LOOK_AT_SHIPPER, NETWORK_TEST } from './shipper-remedies.js';
import type { Watch } from './watch.js';
import type { WatchedServer, WatchedServers } from './watched-servers.js';

/**
 * Servers of which nothing comes any more, neither heartbeat nor chunk: whatever fails there now, Mailflow does not see it.
 *
 * Only of a server that has sent a heartbeat is another one expected; logs that somebody ships by hand are shipped when somebody does. What Mailflow
 * could not hear because it was away itself proves nothing, so after a pause a new silence has to last its time again.
 */
export const serverSilent: Watch<WatchedServers> = {
  id: 'server-silent',
  observe: ({ servers, silentAfter, listeningSince, holding, now }) =>
    servers.flatMap((server) => {
      const lastSign = Math.max(server.receivedAt, server.lastChunkAt ?? 0);
      if (now - lastSign < silentAfter) return [];
      const observation = observationOf(server, lastSign, now);
      return now - listeningSince >= silentAfter || holding.has(observationId(observation)) ? [observation] : [];
    }),
};

function observationOf({ server, heartbeat }: WatchedServer, lastSign: number, now: number): Observation {
  const { version, errors } = heartbeat;
  const complaints = errors.map(({ code, count }) => `${code} (${count} times)`);
  return {
    watch: serverSilent.id,
    severity: 'degraded',
    title: 'A server sends nothing any more',
    summary: `Nothing has come from ${server} since ${minute(lastSign)}, for ${inWords((now - lastSign) / 1000)}: neither logs nor a heartbeat of its shipper (version ${version}).`,
    server,
    connector: null,
    keyFact: 'shipper',
    since: new Date(lastSign).toISOString(),
    deadline: null,
    causes: [
      {
        id: 'shipper-stopped',
        likelihood: 'possible',
        why: 'The shipper was stopped, or the whole server. mailflow ship --status on the server settles it.',
      },
      {
        id: 'shipper-cut-off',
        likelihood: 'possible',
        why: `A firewall, a proxy or a revoked token keeps the shipper from Mailflow. ${
          complaints.length === 0 ? 'Its last heartbeat complained of nothing.' : `Its last heartbeat complained of ${listed(complaints)}.`
        }`,
      },
    ],
    remedy: [LOOK_AT_SHIPPER, LOOK_AT_NETWORK],
    references: [NETWORK_TEST],
  };
}
