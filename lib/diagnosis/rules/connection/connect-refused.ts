import type { Scene } from '../../facts/scene.js';
import type { Cause, RemedyDraft } from '../../rule.js';
import { connectorArgument, namedConnector } from '../../words.js';
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

/** A machine answered, but nothing listens on the port there: Winsock 10061, WSAECONNREFUSED. */
export const connectRefused = errorTextRule<UnreachedHost>({
  id: 'connect-refused',
  title: 'The other side refuses the connection: nothing listens on the port',
  severity: 'blocker',
  looksFor: '“Failed to connect. Winsock error code: 10061” in a session whose connection never stood (no “+” row).',

  needs: ({ connectFailed }) => connectFailed,
  seenIn: (session) => unreachedHost(session, 10061),
  recognise: (error) => unreachedHostIn(error, 10061),
  keyFact: destinationKey,
  sentence: (host, scene) =>
    `${host.triedBy === 'exchange-online' ? 'Exchange Online' : namedConnector(scene)} is refused by ${host.target}${forDomain(host)}: the machine answers, but nothing listens on that port.`,

  causes: (host) => (host.triedBy === 'exchange-online' ? CAUSES_SEEN_FROM_EXCHANGE_ONLINE : causesSeenFromHere(host)),

  remedy: (host, scene) => {
    const { triedBy, endpoint } = host;
    if (triedBy === 'exchange-online') return REMEDY_FOR_EXCHANGE_ONLINE;
    const service = exchangeServiceOn(endpoint);
    const setRight = service === undefined ? [compareAddress(scene)] : startExchangeService(service, machineOf(host));
    return [tryConnection(endpoint), ...setRight, whoListens(endpoint?.port ?? 25)];
  },

  references: [
    {
      title: 'Windows Sockets error codes: WSAECONNREFUSED 10061',
      url: 'https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2',
    },
    { title: 'Mail flow and the transport pipeline', url: 'https://learn.microsoft.com/exchange/mail-flow/mail-flow' },
    {
      title: 'Non-delivery reports in Exchange Online: 4.4.316 Connection refused',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online',
    },
  ],
});

/** The Front End is up some seconds before Transport is, and on a slow server minutes. */
const JUST_STARTED_MILLISECONDS = 10 * 60 * 1000;

function causesSeenFromHere(host: UnreachedHost): readonly Cause[] {
  const { endpoint, target, sinceStart } = host;
  const service = exchangeServiceOn(endpoint);
  if (endpoint?.port === 2525 && service !== undefined) {
    const justStarted = sinceStart !== undefined && sinceStart <= JUST_STARTED_MILLISECONDS;
    return [
      ...(justStarted
        ? [
            {
              id: 'services-just-started',
              likelihood: 'likely' as const,
              why: `By its session-ids the service that tried was started ${Math.max(1, Math.round(sinceStart / 1000))} s before: after a start Transport listens later than the Front End. If sessions that are minutes younger reach ${target}, nothing need be done.`,
            },
          ]
        : []),
      {
        id: 'frontend-proxy-connect-refused',
        likelihood: 'likely',
        why: `Port 2525 is where Transport (Hub) takes mail from the Front End: the service is stopped, or it is just starting. Clients then get “451 4.7.0 Temporary server error”. Settled by Get-Service MSExchangeTransport on ${machineOf(host)}.`,
      },
      {
        id: 'wrong-address-of-own-server',
        likelihood: 'possible',
        why: `DNS or the hosts file gives a wrong address for one of your servers. Settled by comparing ${machineOf(host)} with Get-NetIPAddress there.`,
      },
    ];
  }
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
          why: `Port ${endpoint?.port ?? 25} is Exchange's own (${service.title}): the service is stopped, or it is just starting. Settled by Get-Service ${service.name} on ${machineOf(host)}.`,
        },
      ];
}

const CAUSES_SEEN_FROM_EXCHANGE_ONLINE: readonly Cause[] = [
  {
    id: 'points-to-wrong-host',
    likelihood: 'possible',
    why: 'The outbound connector, or the MX record, names a host that takes no mail from Exchange Online, such as a filter service or an old address. Settled by Get-OutboundConnector: SmartHosts and UseMXRecord.',
  },
  {
    id: 'no-listener',
    likelihood: 'possible',
    why: 'The Front End service is stopped, or the firewall passes port 25 on to a machine without one. Settled by Get-NetTCPConnection on the Exchange server and the NAT rule.',
  },
  {
    id: 'reset-by-firewall',
    likelihood: 'possible',
    why: "A firewall refuses Microsoft's addresses. Settled by the receive log of that minute: no session from Microsoft's ranges.",
  },
];

const REMEDY_FOR_EXCHANGE_ONLINE: readonly RemedyDraft[] = [
  {
    do: 'In Exchange Online PowerShell, see where the outbound connector sends to.',
    command: 'Get-OutboundConnector | Format-List Name,Enabled,RecipientDomains,SmartHosts,UseMXRecord',
  },
  whoListens(25),
  {
    do: "Have the firewall let Microsoft's published mail ranges in on TCP port 25, to the Exchange server.",
    verify:
      'The receive log of the Front End shows sessions from these ranges again; Validate-OutboundConnector in Exchange Online succeeds.',
  },
];

function compareAddress(scene: Scene): RemedyDraft {
  return {
    do: 'Compare the address with what it should be: the smart host of the connector, or the MX record of the domain.',
    command: `Get-SendConnector ${connectorArgument(scene)} | Format-List Name,SmartHosts,DNSRoutingEnabled,AddressSpaces`,
  };
}

function whoListens(port: number): RemedyDraft {
  return {
    do: 'On the machine that refuses, see who listens on the port.',
    command: `Get-NetTCPConnection -State Listen -LocalPort ${port} | Format-Table LocalAddress,OwningProcess`,
    verify: 'OwningProcess is the transport service (EdgeTransport or MSExchangeFrontendTransport).',
  };
}
