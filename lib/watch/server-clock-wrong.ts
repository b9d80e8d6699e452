import type { Observation } from '../diagnosis/observation.js';
import type { Reference } from '../diagnosis/rule.js';
import { SET_CLOCK_RIGHT, TIME_SERVICE } from './clock-remedies.js';
import { inWords } from './durations-in-words.js';
import type { Watch } from './watch.js';
import { isHeld, type WatchedServer, type WatchedServers } from './watched-servers.js';

/** As much as Kerberos forgives by default. Beyond, Exchange servers do not believe each other any more. */
const WRONG = { from: 5 * 60, until: 2 * 60 };

const KERBEROS_TOLERANCE: Reference = {
  title: 'Maximum tolerance for computer clock synchronization',
  url: 'https://learn.microsoft.com/previous-versions/windows/it-pro/windows-10/security/threat-protection/security-policy-settings/maximum-tolerance-for-computer-clock-synchronization',
};

/**
 * Servers whose clock is wrong, by their heartbeats. All that their logs tell has a wrong time, so failures are sought in the wrong hour, and what
 * depends on time fails by itself: Kerberos among the servers, certificates that seem to have ended or not to have begun.
 *
 * @source https://learn.microsoft.com/previous-versions/windows/it-pro/windows-10/security/threat-protection/security-policy-settings/maximum-tolerance-for-computer-clock-synchronization (5 minutes by default)
 */
export const serverClockWrong: Watch<WatchedServers> = {
  id: 'server-clock-wrong',
  observe: ({ servers, holding }) =>
    servers.flatMap((server) => {
      const observation = observationOf(server);
      return isHeld(observation, Math.abs(server.clockDifferenceSeconds), WRONG, holding) ? [observation] : [];
    }),
};

function observationOf({ server, heartbeat, clockDifferenceSeconds: ahead, receivedAt }: WatchedServer): Observation {
  const differs = `${inWords(Math.abs(ahead))} ${ahead > 0 ? 'fast' : 'slow'}`;
  return {
    watch: serverClockWrong.id,
    severity: 'degraded',
    title: 'A server’s clock is wrong',
    summary: `The clock of ${server} is ${differs}: its shipper says it sent at ${heartbeat.sentAt} what came at ${new Date(receivedAt).toISOString()}. The times in its logs are as wrong.`,
    server,
    connector: null,
    keyFact: 'clock',
    since: new Date(receivedAt).toISOString(),
    deadline: null,
    causes: [
      {
        id: 'clock-not-synchronised',
        likelihood: 'likely',
        why: 'The server does not take the time from its domain, or takes it from a host whose clock is wrong. w32tm /query /status settles it.',
      },
    ],
    remedy: SET_CLOCK_RIGHT,
    references: [KERBEROS_TOLERANCE, TIME_SERVICE],
  };
}
