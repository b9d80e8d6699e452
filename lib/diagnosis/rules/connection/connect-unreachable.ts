import { powershellString } from '../../powershell.js';
import { namedConnector } from '../../words.js';
import { peerKind, speaksIpv6 } from '../../facts/peer.js';
import { errorTextRule } from './quoted-error.js';
import { destinationKey, forDomain, tryConnection, unreachedHost, unreachedHostIn, type UnreachedHost } from './unreached-host.js';

/** WSAENETDOWN, WSAENETUNREACH, WSAEHOSTDOWN, WSAEHOSTUNREACH. */
const CODES = [10050, 10051, 10064, 10065];

/** Windows has no route there, and says so without asking anybody: Winsock 10050 and 10051 (no network), 10064 and 10065 (no host). */
export const connectUnreachable = errorTextRule<UnreachedHost>({
  id: 'connect-unreachable',
  title: 'This server has no route to the other side',
  severity: 'degraded',
  looksFor:
    '“Failed to connect. Winsock error code: 10051” or “10065” (or 10050, 10064) in a session whose connection never stood (no “+” row).',

  needs: ({ connectFailed }) => connectFailed,
  seenIn: (session) => unreachedHost(session, ...CODES),
  recognise: (error) => unreachedHostIn(error, ...CODES),
  keyFact: destinationKey,
  sentence: (host, scene) =>
    `${namedConnector(scene)} has no route to ${host.target}${forDomain(host)}: the ${host.winsock === 10050 || host.winsock === 10051 ? 'network' : 'host'} is unreachable.`,

  causes: ({ endpoint, winsock }) => {
    const ipv6 = speaksIpv6(endpoint);
    const unknown = endpoint === undefined || peerKind(endpoint) === 'unknown';
    // 10051 is a network without a route: hardly ever that of IPv4 on a server that gets its mail.
    const perhaps = unknown && winsock === 10051;
    return [
      {
        id: 'ipv6-without-way-out',
        likelihood: ipv6 || perhaps ? 'likely' : unknown ? 'possible' : 'excluded',
        why: ipv6
          ? 'The target is an IPv6 address, and this server has no IPv6 route to the internet. Settled by Find-NetRoute.'
          : unknown
            ? 'Most often the target is an IPv6 address and the server has no IPv6 route; the text does not name the address.'
            : 'The target is an IPv4 address.',
      },
      {
        id: 'route-missing',
        likelihood: ipv6 || perhaps ? 'possible' : 'likely',
        why: 'The default gateway, the network card or a static route is missing or down. Settled by Get-NetRoute: is there a route for this address?',
      },
    ];
  },

  remedy: ({ endpoint }) => [
    {
      do: 'See which way Windows would take, and whether there is a default route at all.',
      command: `Find-NetRoute -RemoteIPAddress ${endpoint === undefined ? "'<address>'" : powershellString(endpoint.address)}; Get-NetRoute -DestinationPrefix '0.0.0.0/0','::/0'`,
    },
    tryConnection(endpoint),
    speaksIpv6(endpoint)
      ? {
          do: 'Give the server an IPv6 route, or have Windows prefer IPv4 (the second page below).',
          caution:
            'Do not unbind or disable IPv6 on an Exchange server: Microsoft advises against it. The preference takes effect after a restart.',
          verify: 'The next session to this domain shows a “+” row, with either kind of address.',
        }
      : {
          do: 'Bring the route or the gateway back.',
          verify: 'Find-NetRoute names a next hop, and the next session on this connector shows a “+” row.',
        },
  ],

  references: [
    {
      title: 'Windows Sockets error codes: WSAENETUNREACH 10051, WSAEHOSTUNREACH 10065',
      url: 'https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2',
    },
    {
      title: 'Configure IPv6 in Windows for advanced users',
      url: 'https://learn.microsoft.com/troubleshoot/windows-server/networking/configure-ipv6-in-windows',
    },
  ],
});
