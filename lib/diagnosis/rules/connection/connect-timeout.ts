import { rule } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { exchangeServiceOn, testConnection, unreachedHost, unreachedHostIn, type UnreachedHost } from './unreached-host.js';

/** Nobody answered the connection request: Winsock 10060, WSAETIMEDOUT, after about 21 seconds. */
export const connectTimeout = rule<UnreachedHost>({
  id: 'connect-timeout',
  title: 'The other side does not answer: the connection timed out',
  severity: 'blocker',
  looksFor: '“Failed to connect. Winsock error code: 10060” in a session whose connection never stood (no “+” row).',

  match: (session) => unreachedHost(session, 10060),
  explain: (error) => unreachedHostIn(error, 10060),
  keyFact: ({ destinationDomain, target }) => destinationDomain ?? target,
  sentence: ({ destinationDomain, target }, scene) =>
    `${namedConnector(scene)} gets no answer from ${target}${destinationDomain === undefined || destinationDomain === target ? '' : ` (for ${destinationDomain})`}: the connection request ran into its timeout.`,

  causes: ({ port, target }) => {
    const service = exchangeServiceOn(port);
    if (service !== undefined) {
      return [
        {
          id: 'service-not-reachable',
          likelihood: 'likely',
          why: `Port ${port} is Exchange's own (${service}): that server is down, or a firewall stands between the servers.`,
        },
      ];
    }
    return [
      {
        id: 'outbound-port-blocked',
        likelihood: 'likely',
        why: 'A firewall, the provider or the cloud blocks outbound port 25. Settled by trying other hosts from the same server: then all of them time out.',
      },
      {
        id: 'remote-down',
        likelihood: 'possible',
        why: `Only ${target} does not answer. Settled by trying other hosts from the same server: then they answer.`,
      },
      {
        id: 'source-address',
        likelihood: 'possible',
        why: 'The connection leaves by an address or a gateway that the answer does not find back to. Settled by comparing SourceIPAddress of the connector and the NAT rule.',
      },
    ];
  },

  remedy: ({ port, target }, scene) => {
    const service = exchangeServiceOn(port);
    const test = {
      do: 'Try the connection from this very server: another machine may take another way out.',
      command: testConnection(scene),
      verify: 'TcpTestSucceeded is True.',
    };
    if (service !== undefined) {
      return [test, { do: `Look on ${target} whether ${service} runs.`, command: 'Test-ServiceHealth' }];
    }
    return [
      test,
      {
        do: 'Try a host that certainly answers. If that fails too, outbound port 25 is shut for this server.',
        command: 'Test-NetConnection outlook-com.olc.protection.outlook.com -Port 25',
        verify: 'TcpTestSucceeded is True: then only the one host is at fault.',
      },
      {
        do: 'Have the firewall (or the provider) let this server out on TCP port 25; where the provider keeps it shut, send through its smart host.',
        caution: 'Allow it for the mail servers only: port 25 is what malware on clients would use.',
        verify: 'The next session on this connector shows a “+” row and the greeting.',
      },
    ];
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
