import { rule } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { exchangeServiceOn, testConnection, unreachedHost, unreachedHostIn, type UnreachedHost } from './unreached-host.js';

/** A machine answered, but nothing listens on the port there: Winsock 10061, WSAECONNREFUSED. */
export const connectRefused = rule<UnreachedHost>({
  id: 'connect-refused',
  title: 'The other side refuses the connection: nothing listens on the port',
  severity: 'blocker',
  looksFor: '“Failed to connect. Winsock error code: 10061” in a session whose connection never stood (no “+” row).',

  match: (session) => unreachedHost(session, 10061),
  explain: (error) => unreachedHostIn(error, 10061),
  keyFact: ({ destinationDomain, target }) => destinationDomain ?? target,
  sentence: ({ target }, scene) =>
    `${namedConnector(scene)} is refused by ${target}: the machine answers, but nothing listens on that port.`,

  causes: ({ port, target }) => {
    const service = exchangeServiceOn(port);
    return service === undefined
      ? [
          {
            id: 'no-listener',
            likelihood: 'likely',
            why: `No mail service listens on ${target}: it is stopped, or the address is the wrong one.`,
          },
          {
            id: 'reset-by-firewall',
            likelihood: 'possible',
            why: 'A firewall answers with a reset in the name of the host. Settled by trying from another network.',
          },
        ]
      : [
          {
            id: 'exchange-service-stopped',
            likelihood: 'likely',
            why: `Port ${port} is Exchange's own (${service}): the service is stopped, or it is just starting. Settled by Get-Service on ${target}.`,
          },
        ];
  },

  remedy: ({ port, target }, scene) => {
    const service = exchangeServiceOn(port);
    return [
      {
        do: 'Try the connection from this very server.',
        command: testConnection(scene),
        verify: 'TcpTestSucceeded is True.',
      },
      service === undefined
        ? {
            do: 'Compare the address with what it should be: the smart host of the connector, or the MX record of the domain.',
            command: `Get-SendConnector | Format-List Name,SmartHosts,DNSRoutingEnabled,AddressSpaces`,
          }
        : {
            do: `Look on ${target} whether the transport services run, and start what is stopped.`,
            command: 'Get-Service MSExchangeTransport,MSExchangeFrontEndTransport,MSExchangeDelivery,MSExchangeSubmission',
            caution:
              'Right after a start of the server the Front End is up some seconds before Transport is: one burst of refusals is then normal.',
            verify: 'All are Running, and the next session shows a “+” row.',
          },
      {
        do: 'See who listens on the port.',
        command: `Get-NetTCPConnection -State Listen -LocalPort ${port ?? 25} | Format-Table LocalAddress,OwningProcess`,
        verify: 'OwningProcess is the transport service (EdgeTransport or MSExchangeFrontendTransport).',
      },
    ];
  },

  references: [
    {
      title: 'Windows Sockets error codes: WSAECONNREFUSED 10061',
      url: 'https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2',
    },
    { title: 'Mail flow and the transport pipeline', url: 'https://learn.microsoft.com/exchange/mail-flow/mail-flow' },
  ],
});
