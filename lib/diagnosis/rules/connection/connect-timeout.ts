import type { Endpoint } from '../../facts/endpoint.js';
import type { Cause, RemedyDraft } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { microsoftRangeOf, peerKind, speaksIpv6 } from '../../facts/peer.js';
import { errorTextRule } from './quoted-error.js';
import {
  destinationKey,
  exchangeServiceOn,
  forDomain,
  machineOf,
  startExchangeService,
  tryConnection,
  unreachedHost,
  unreachedHostIn,
  type UnreachedHost,
} from './unreached-host.js';

/** Nobody answered the connection request: Winsock 10060, WSAETIMEDOUT, after about 21 seconds (three SYNs: 3 + 6 + 12). */
export const connectTimeout = errorTextRule<UnreachedHost>({
  id: 'connect-timeout',
  title: 'The other side does not answer: the connection timed out',
  severity: 'blocker',
  looksFor: '“Failed to connect. Winsock error code: 10060” in a session whose connection never stood (no “+” row).',

  needs: ({ connectFailed }) => connectFailed,
  seenIn: (session) => unreachedHost(session, 10060),
  recognise: (error) => unreachedHostIn(error, 10060),
  keyFact: destinationKey,
  sentence: (host, scene) =>
    `${namedConnector(scene)} gets no answer from ${host.target}${forDomain(host)}: the connection request ran into its timeout.`,

  causes: (host) => [...mainCauses(host), ...ipv6Cause(host)],

  remedy: (host) => {
    const { endpoint } = host;
    const service = exchangeServiceOn(endpoint);
    return [tryConnection(endpoint), ...(service === undefined ? openTheWayOut(endpoint) : startExchangeService(service, machineOf(host)))];
  },

  references: [
    {
      title: 'Windows Sockets error codes: WSAETIMEDOUT 10060',
      url: 'https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2',
    },
    {
      title: 'Office 365 URLs and IP address ranges',
      url: 'https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges',
    },
    { title: 'Protocol logging', url: 'https://learn.microsoft.com/exchange/mail-flow/connectors/protocol-logging' },
  ],
});

function mainCauses(host: UnreachedHost): readonly Cause[] {
  const { endpoint } = host;
  const machine = machineOf(host);
  const service = exchangeServiceOn(endpoint);
  if (service !== undefined) {
    return [
      {
        id: endpoint?.port === 475 ? 'mailbox-delivery-connect-failed' : 'service-not-reachable',
        likelihood: 'likely',
        why: `Port ${endpoint?.port ?? 25} is Exchange's own (${service.title}): that server or service is down, its database has moved, or a firewall stands between the servers. Settled by Get-Service ${service.name} on ${machine}.`,
      },
      {
        id: 'outbound-port-blocked',
        likelihood: 'excluded',
        why: 'The connection goes to another Exchange server: no way to the internet is involved.',
      },
    ];
  }
  const range = microsoftRangeOf(endpoint);
  const inside = peerKind(endpoint) === 'own-network';
  return [
    {
      id: 'outbound-port-blocked',
      likelihood: inside ? 'unlikely' : 'likely',
      why:
        range !== undefined
          ? `${machine} is a mail server of Microsoft's (${range.range}, list of ${range.asOf}), and those answer on port 25: a firewall with an outdated list of ranges, the provider or the cloud keeps port 25 shut.`
          : inside
            ? `${machine} stands in your own network: only a firewall within it could be in the way.`
            : 'A firewall, the provider or the cloud keeps outbound port 25 shut. Settled by trying other hosts from the same server: then all of them time out.',
    },
    {
      id: 'remote-down',
      likelihood: range !== undefined ? 'unlikely' : inside ? 'likely' : 'possible',
      why:
        range !== undefined
          ? "A single mail server of Microsoft's may be down, but not for long and not the next one too."
          : `Only ${machine} does not answer. Settled by trying other hosts from the same server: then they answer.`,
    },
    {
      id: 'source-address',
      likelihood: 'possible',
      why: 'The connection leaves by an address or a gateway that the answer does not find back to. Settled by comparing SourceIPAddress of the connector and the NAT rule, and by the other source servers: do they get through?',
    },
  ];
}

function ipv6Cause({ endpoint }: UnreachedHost): readonly Cause[] {
  if (!speaksIpv6(endpoint)) return [];
  return [
    {
      id: 'ipv6-without-way-out',
      likelihood: 'possible',
      why: 'The target is an IPv6 address: the server has one too, but IPv6 is not let out. Settled by Test-NetConnection to the same host by its IPv4 address.',
    },
  ];
}

function openTheWayOut(endpoint: Endpoint | undefined): readonly RemedyDraft[] {
  const microsoft = peerKind(endpoint) === 'exchange-online';
  return [
    {
      do: 'Try a host that certainly answers. If that fails too, outbound port 25 is shut for this server.',
      command: 'Test-NetConnection outlook-com.olc.protection.outlook.com -Port 25',
      verify: 'TcpTestSucceeded is True: then only the one host is at fault.',
    },
    {
      do: microsoft
        ? "Have the firewall let this server out on TCP port 25 to all ranges that Microsoft publishes for mail (see below), not to single addresses: they change while the ranges don't."
        : 'Have the firewall (or the provider) let this server out on TCP port 25; where the provider keeps it shut, send through its smart host.',
      caution: 'Allow it for the mail servers only: port 25 is what malware on clients would use.',
      verify: 'The next session on this connector shows a “+” row and the greeting.',
    },
  ];
}
