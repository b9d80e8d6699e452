import type { LogRecord } from '../../../log/record.js';
import type { ErrorText } from '../../error-text/error-text.js';
import { replyText, type Reply } from '../../facts/reply.js';
import { rule, type Cause } from '../../rule.js';
import { namedConnector, serverArgument } from '../../words.js';

interface ProxyFailure {
  /** The number behind PRX; `undefined` where the reply ends before it. */
  readonly step: number | undefined;
  readonly text: string;
  /** Exchange's own row about it: “Setting up inbound proxy session failed with error …”. */
  readonly logged: string | undefined;
}

const TEMPORARY = /\bTemporary server error\. Please try again later\.?\s*(?:PRX(\d))?/i;

/** Exchange Online says the same of its own machines, with the name of one: nothing that could be mended here. */
const BY_EXCHANGE_ONLINE = /\bRemoteHost\b|\bNextHop\b|\.prod\.(?:exchangelabs|outlook|protection\.outlook)\.com\b/i;

const SETTING_UP_FAILED = /^Setting up (?:client|inbound|outbound) proxy session failed\b/i;

/** What the numbers mean is documented nowhere: as met in practice, and no more than a direction to look in. */
const STEPS: Readonly<Record<number, Pick<Cause, 'id' | 'why'>>> = {
  1: {
    id: 'no-server-to-pass-on-to',
    why: 'PRX1 may mean that the Front End found no server to pass the session on to: all transport services down or inactive. Settled by Get-ServerComponentState and Test-ServiceHealth on each mailbox server.',
  },
  2: {
    id: 'dns-of-own-servers',
    why: 'PRX2 may mean that the Front End could not resolve the name of a server of yours: a public name server on a network card, or a wrong entry in the hosts file. Settled by Resolve-DnsName for each mailbox server, from this one.',
  },
  3: {
    id: 'transport-does-not-take-the-connection',
    why: 'PRX3 may mean that the connection to Transport (port 2525) failed. Settled by Test-NetConnection and the send log of the Front End.',
  },
  4: {
    id: 'transport-refuses-the-session',
    why: 'PRX4 may mean that Transport took the connection and refused the session: TLS or the logon between the services failed. Settled by the send log of the Front End and by “Default <server>”: AuthMechanism needs ExchangeServer.',
  },
  5: {
    id: 'tls-between-the-services',
    why: 'PRX5 may mean that TLS between the services failed, as with a certificate that was rotated away. Settled by “TLS negotiation failed” in the logs of both.',
  },
};

/** The Front End takes a session and cannot pass it on to Transport, so the client is told to come again. */
export const authProxyFrontEnd = rule<ProxyFailure>({
  id: 'auth-proxy-front-end',
  title: 'The Front End cannot pass mail on to Transport',
  severity: 'blocker',
  looksFor: 'Our own reply “451 4.7.0 Temporary server error. Please try again later. PRX1” to PRX7.',

  needs: ({ received, errorReply }) => received && errorReply,
  match({ direction, replies, commands, session }) {
    if (direction !== 'receive') return undefined;
    const reply = replies.find(isOurs);
    if (reply === undefined) return undefined;
    const row = session.records.find(({ event, context }) => event === '*' && SETTING_UP_FAILED.test(context));
    const command = commands.find(({ reply: answer }) => answer === reply)?.record;
    const evidence = [command, row, reply.record].filter((record): record is LogRecord => record !== undefined);
    return {
      evidence: evidence.sort((one, other) => one.sequence - other.sequence),
      details: { step: stepIn(reply.text), text: replyText(reply), logged: row?.context },
    };
  },
  explain({ code, status, text }: ErrorText) {
    if (code === undefined || !isOurs({ code, status, text })) return undefined;
    return { step: stepIn(text), text, logged: undefined };
  },
  keyFact: ({ step }) => (step === undefined ? 'PRX' : `PRX${step}`),
  sentence: ({ text, logged }, scene) =>
    `${scene.connector === undefined ? 'The Front End' : namedConnector(scene)} took a session and could not pass it on to Transport: ${text}${logged === undefined ? '' : ` (${logged})`}`,

  causes: ({ step }) => [
    ...(step !== undefined && STEPS[step] !== undefined ? [{ ...STEPS[step], likelihood: 'likely' as const }] : []),
    {
      id: 'transport-service-down',
      likelihood: 'possible',
      why: 'The Transport service is stopped, just starting, or inactive. A burst right after a restart of the services is normal. Settled by Get-Service and Get-ServerComponentState.',
    },
    {
      id: 'connector-port-25-conflict',
      likelihood: 'possible',
      why: 'A custom receive connector was made for Transport (Hub) on port 25, or for another service on port 2525. Settled by Get-ReceiveConnector: TransportRole and Bindings.',
    },
    // PRX2 names this very cause.
    ...(step === 2
      ? []
      : [
          {
            id: 'own-servers-do-not-resolve',
            likelihood: 'possible' as const,
            why: 'A name server on a network card does not know your own servers, so it fails off and on. Settled by Get-DnsClientServerAddress.',
          },
        ]),
  ],

  remedy: (_details, scene) => {
    const server = serverArgument(scene);
    return [
      {
        do: 'See whether Transport runs and is active on every mailbox server.',
        command: `Test-ServiceHealth ${server}; Get-ServerComponentState ${server} | Where-Object State -ne 'Active'`,
      },
      {
        do: 'From the server that took the session, reach Transport of each mailbox server, by its name.',
        command: `Get-MailboxServer | ForEach-Object { Test-NetConnection $_.Fqdn -Port 2525 } | Format-Table ComputerName,RemoteAddress,TcpTestSucceeded`,
        verify: 'RemoteAddress is right, and TcpTestSucceeded True for each.',
      },
      {
        do: 'Read what the Front End itself logged when it tried.',
        command:
          'Get-ChildItem "${env:ExchangeInstallPath}TransportRoles\\Logs\\FrontEnd\\ProtocolLog\\SmtpSend" | Select-String \'Failed to connect|TLS negotiation failed|Authentication failed\' | Select-Object -Last 20',
      },
      {
        do: 'See which name servers the Front End asks, and which connectors hold ports 25 and 2525.',
        command: `Get-FrontendTransportService ${server} | Format-List Name,InternalDNS*; Get-DnsClientServerAddress -AddressFamily IPv4; Get-ReceiveConnector -Server ${server} | Format-Table Identity,TransportRole,Bindings,AuthMechanism -Wrap`,
      },
      {
        do: 'Where a public name server is the cause, have the Front End ask those of Active Directory.',
        command: `Set-FrontendTransportService ${server} -InternalDNSAdapterEnabled $false -InternalDNSServers '<address of a domain controller>'`,
        caution:
          'Then Restart-Service MSExchangeFrontEndTransport, which interrupts mail for a moment. The network card should be set right all the same.',
        verify: 'The next session on this connector is answered with 250 after MAIL FROM.',
        undo: `Set-FrontendTransportService ${server} -InternalDNSAdapterEnabled $true -InternalDNSServers $null`,
      },
    ];
  },

  references: [
    { title: 'Mail flow and the transport pipeline', url: 'https://learn.microsoft.com/exchange/mail-flow/mail-flow' },
    {
      title: 'DSNs and NDRs in Exchange Server: 4.3.2, connectors on port 25',
      url: 'https://learn.microsoft.com/exchange/mail-flow/non-delivery-reports-and-bounce-messages/non-delivery-reports-and-bounce-messages',
    },
    {
      title: 'Set-FrontendTransportService',
      url: 'https://learn.microsoft.com/powershell/module/exchange/set-frontendtransportservice',
    },
  ],
});

function isOurs({ code, status, text }: Pick<Reply, 'code' | 'status' | 'text'>): boolean {
  return code === 451 && status === '4.7.0' && TEMPORARY.test(text) && !BY_EXCHANGE_ONLINE.test(text);
}

function stepIn(text: string): number | undefined {
  const step = TEMPORARY.exec(text)?.[1];
  return step === undefined ? undefined : Number(step);
}
