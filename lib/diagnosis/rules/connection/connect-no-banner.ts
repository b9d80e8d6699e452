import { lastedUngreeted, SILENCE_MILLISECONDS } from '../../facts/before-greeting.js';
import type { Endpoint } from '../../facts/endpoint.js';
import { microsoftRangeOf, peerKind } from '../../facts/peer.js';
import { powershellString } from '../../powershell.js';
import { rule, type Cause } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { exchangeServiceOn, tryConnection } from './unreached-host.js';

interface NoBanner {
  readonly target: string;
  readonly endpoint: Endpoint | undefined;
  /** Milliseconds from the connection to its end. */
  readonly lasted: number;
}

/**
 * The connection stands, and nobody greets: a firewall takes connections on behalf of a server that is not there, or the server looks us up
 * for longer than anybody waits. Who gives up first says nothing; cut off at once it is connect-reset.
 */
export const connectNoBanner = rule<NoBanner>({
  id: 'connect-no-banner',
  title: 'The connection stands, but no greeting comes',
  severity: 'degraded',
  looksFor: 'A connection of ours (a “+” row) on which no 220 greeting comes for 20 seconds and more, until one side ends it.',

  needs: ({ sent, talked }) => sent && !talked,
  match(session) {
    const { connected, closing, remote } = session;
    const lasted = lastedUngreeted(session);
    if (lasted === undefined || lasted < SILENCE_MILLISECONDS || connected === undefined || closing === undefined) return undefined;
    return {
      evidence: [connected, closing.record],
      details: { target: remote?.text ?? 'an unknown address', endpoint: remote, lasted },
    };
  },
  keyFact: ({ target }) => target,
  sentence: ({ target, lasted }, scene) =>
    `${namedConnector(scene)} reaches ${target}, but no greeting comes for ${Math.round(lasted / 1000)} s.`,

  causes: causesOf,

  remedy: ({ endpoint }) => [
    tryConnection(endpoint),
    {
      do: 'Connect by hand from this very server and wait for the greeting. That the port answers proves nothing here: what answers may be the firewall.',
      command: `$client = [Net.Sockets.TcpClient]::new(${endpoint === undefined ? "'<address>'" : powershellString(endpoint.address)}, ${endpoint?.port ?? 25}); $client.ReceiveTimeout = 300000; [IO.StreamReader]::new($client.GetStream()).ReadLine(); $client.Dispose()`,
      verify: 'A line beginning with 220 appears. Note after how many seconds.',
    },
    {
      do: 'If a line comes late, have the other side’s operator see what it looks up about your public address (reverse DNS, block lists). If none comes, look into the logs of the firewalls in between, for a SYN proxy or a mail proxy without a server behind it.',
      verify: 'The next session on this connector shows the greeting (“<,220 …”) within seconds.',
    },
  ],

  references: [
    {
      title: 'RFC 5321, section 4.5.3.2.1: five minutes for the initial 220 message',
      url: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.2.1',
    },
    { title: 'RFC 5321, section 3.1: session initiation', url: 'https://www.rfc-editor.org/rfc/rfc5321#section-3.1' },
  ],
});

function causesOf({ endpoint, target }: NoBanner): readonly Cause[] {
  const service = exchangeServiceOn(endpoint);
  if (service !== undefined) {
    return [
      {
        id: 'service-hangs',
        likelihood: 'likely',
        why: `The port is Exchange's own (${service.title}): that service takes connections and does not get to serve them. Settled by Get-Service ${service.name} on ${target} and its event log.`,
      },
    ];
  }
  const range = microsoftRangeOf(endpoint);
  return [
    {
      id: 'taken-by-firewall',
      likelihood: range === undefined ? 'possible' : 'likely',
      why:
        range === undefined
          ? 'A firewall or a proxy on the way takes the connection on behalf of a server that it does not reach. Settled by its log, or by the same session from another network.'
          : `${target} is a mail server of Microsoft's (${range.range}), and those greet within seconds: something on the way has taken the connection. Settled by the log of your firewall.`,
    },
    {
      id: 'slow-look-up-there',
      likelihood: range === undefined ? 'possible' : 'unlikely',
      why: 'The other side looks our address up before it greets (reverse DNS, block lists), or makes strangers wait on purpose. Settled by waiting longer by hand: then the greeting comes.',
    },
    {
      id: 'service-behind-is-down',
      likelihood: peerKind(endpoint) === 'own-network' ? 'likely' : 'possible',
      why: 'A load balancer takes the connection, and no mail server stands behind it, or it hangs. Settled by its operator.',
    },
  ];
}
