import type { LogRecord } from '../../../log/record.js';
import { lastedUngreeted, SILENCE_MILLISECONDS } from '../../facts/before-greeting.js';
import { sinceServiceStart } from '../../facts/service-start.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import type { Cause, Match } from '../../rule.js';
import { powershellString } from '../../powershell.js';
import { namedConnector } from '../../words.js';
import { microsoftRangeOf, peerKind } from '../../facts/peer.js';
import { errorTextRule } from './quoted-error.js';
import {
  destinationKey,
  exchangeServiceOn,
  forDomain,
  tryConnection,
  unreachedHost,
  unreachedHostIn,
  type UnreachedHost,
} from './unreached-host.js';

interface Reset extends UnreachedHost {
  /** Milliseconds from the connection to its end; `undefined` when it never stood. */
  readonly lasted: number | undefined;
}

/**
 * The other side, or something on the way, ends the connection before a word was said: Winsock 10053 or 10054, or a “+” and nothing after it.
 * Where a long silence comes before the end, nobody cut anything: that is connect-no-banner.
 */
export const connectReset = errorTextRule<Reset>({
  id: 'connect-reset',
  title: 'The connection ends before the greeting',
  severity: 'degraded',
  looksFor:
    '“Failed to connect. Winsock error code: 10054” (or 10053), or a connection that the other side closes within seconds and before its 220 greeting.',

  needs: ({ sent, connectFailed, talked }) => connectFailed || (sent && !talked),
  seenIn: (session) => whileConnecting(session) ?? beforeGreeting(session),
  recognise(error) {
    const host = unreachedHostIn(error, 10053, 10054);
    return host && { ...host, lasted: undefined };
  },
  keyFact: destinationKey,
  sentence: (host, scene) =>
    host.lasted === undefined
      ? `${namedConnector(scene)} is cut off by ${host.target}${forDomain(host)} while connecting.`
      : `${namedConnector(scene)} reaches ${host.target}${forDomain(host)}, but is cut off after ${host.lasted} ms, before any greeting.`,

  causes: causesOf,

  remedy: ({ endpoint }) => [
    tryConnection(endpoint),
    {
      do: 'Connect by hand from this very server and wait for the greeting.',
      command: `$client = [Net.Sockets.TcpClient]::new(${endpoint === undefined ? "'<address>'" : powershellString(endpoint.address)}, ${endpoint?.port ?? 25}); [IO.StreamReader]::new($client.GetStream()).ReadLine(); $client.Dispose()`,
      verify:
        'A line beginning with 220 appears. An error instead shows that it is not Exchange that is refused but this server’s address.',
    },
    {
      do: 'Look into the logs of the firewalls in between at the time of the finding; then ask the other side’s operator whether your public address is refused there.',
      verify: 'The next session on this connector shows the greeting (“<,220 …”).',
    },
  ],

  references: [
    {
      title: 'Windows Sockets error codes: WSAECONNABORTED 10053, WSAECONNRESET 10054',
      url: 'https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2',
    },
    { title: 'RFC 5321, section 3.1: session initiation', url: 'https://www.rfc-editor.org/rfc/rfc5321#section-3.1' },
  ],
});

function whileConnecting(session: SessionFacts): Match<Reset> | undefined {
  const match = unreachedHost(session, 10053, 10054);
  return match && { ...match, details: { ...match.details, lasted: undefined } };
}

/** A server speaks first, so a connection that ends in silence was ended on purpose, or by somebody in between. */
function beforeGreeting(session: SessionFacts): Match<Reset> | undefined {
  const { connected, closing, remote } = session;
  const lasted = lastedUngreeted(session);
  if (lasted === undefined || lasted >= SILENCE_MILLISECONDS || connected === undefined || closing === undefined) return undefined;
  const evidence: readonly LogRecord[] = [connected, closing.record];
  return {
    evidence,
    details: {
      winsock: 10054,
      destinationDomain: undefined,
      target: remote?.text ?? 'an unknown address',
      endpoint: remote,
      triedBy: 'us',
      sinceStart: sinceServiceStart(session),
      lasted,
    },
  };
}

function causesOf({ endpoint, target }: Reset): readonly Cause[] {
  const service = exchangeServiceOn(endpoint);
  if (service !== undefined) {
    return [
      {
        id: 'service-restarting',
        likelihood: 'likely',
        why: `The port is Exchange's own (${service.title}): that service is just stopping or starting, or it hangs. Settled by Get-Service ${service.name} on ${target} and its event log.`,
      },
    ];
  }
  const range = microsoftRangeOf(endpoint);
  return [
    {
      id: 'cut-by-firewall',
      likelihood: range === undefined ? 'possible' : 'likely',
      why:
        range === undefined
          ? 'A firewall or an intrusion prevention system on the way lets the connection through and then cuts it. Settled by its log.'
          : `${target} is a mail server of Microsoft's (${range.range}), which would say why it refuses before it hangs up: something on the way cuts the connection. Settled by the log of your firewall.`,
    },
    {
      id: 'address-refused-there',
      likelihood: peerKind(endpoint) === 'own-network' ? 'unlikely' : 'possible',
      why: 'The other side drops connections from addresses of bad repute, or from too many at once, without a word. Settled by its operator, or by sending from another address.',
    },
    {
      id: 'service-behind-is-down',
      likelihood: 'possible',
      why: 'A load balancer or a proxy takes the connection, and no mail server stands behind it. Settled by its operator.',
    },
  ];
}
