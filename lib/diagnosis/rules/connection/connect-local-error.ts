import type { Scene } from '../../facts/scene.js';
import type { RemedyDraft } from '../../rule.js';
import { connectorArgument, namedConnector } from '../../words.js';
import { errorTextRule } from './quoted-error.js';
import { forDomain, unreachedHost, unreachedHostIn, type UnreachedHost } from './unreached-host.js';

interface LocalError {
  readonly id: string;
  /** What Windows says, to end a sentence. */
  readonly says: string;
  readonly why: string;
  remedy(scene: Scene): readonly RemedyDraft[];
}

const WORKS = 'The next session on this connector shows a “+” row.';

const TOO_MANY_CONNECTIONS: Pick<LocalError, 'id' | 'why' | 'remedy'> = {
  id: 'ports-used-up',
  why: 'This server has used up its ports or its buffers, often by connections that are never closed. Settled by counting its connections by state and process.',
  remedy: () => [
    {
      do: 'Count the connections by state and by process.',
      command:
        'Get-NetTCPConnection | Group-Object State,OwningProcess | Sort-Object Count -Descending | Select-Object -First 10 Count,Name; Get-NetTCPSetting | Format-Table SettingName,DynamicPortRangeStartPort,DynamicPortRangeNumberOfPorts',
    },
    {
      do: 'Restart or mend the process that holds them.',
      caution: 'Restarting MSExchangeTransport interrupts mail for a moment.',
      verify: WORKS,
    },
  ],
};

/** Errors that Windows raises before anything goes over the wire. */
const LOCAL_ERRORS: Readonly<Record<number, LocalError>> = {
  10013: {
    id: 'blocked-on-this-server',
    says: 'something on this server forbids the connection (access denied)',
    why: 'A rule of the Windows firewall or a security product on this server forbids outgoing connections to this port, or to this program. Settled by the outbound block rules and the product’s log.',
    remedy: () => [
      {
        do: 'List the rules that block outgoing connections, then look into the log of the security product.',
        command: 'Get-NetFirewallRule -Direction Outbound -Action Block -Enabled True | Format-Table DisplayName,Profile',
      },
      {
        do: 'Let EdgeTransport.exe and MSExchangeFrontendTransport.exe out on TCP port 25 there.',
        caution: 'For these programs only: port 25 is what malware would use.',
        verify: WORKS,
      },
    ],
  },
  10048: { ...TOO_MANY_CONNECTIONS, says: 'no local port was free (address already in use)' },
  10049: {
    id: 'source-address-not-here',
    says: 'the source address is not one of this server’s',
    why: 'The connector is told to send from an address (SourceIPAddress) that no network card of this server has. Settled by comparing the two.',
    remedy: (scene) => [
      {
        do: 'Compare the address that the connector sends from with those of the server.',
        command: `Get-SendConnector ${connectorArgument(scene)} | Format-List Name,SourceIPAddress,SourceTransportServers; Get-NetIPAddress | Format-Table IPAddress,InterfaceAlias`,
      },
      {
        do: 'Let Windows choose the address again, unless the connector has to use a certain one.',
        command: `Set-SendConnector ${connectorArgument(scene)} -SourceIPAddress 0.0.0.0`,
        caution: 'Where the firewall or the other side knows this server by a certain address, set that one instead.',
        verify: WORKS,
        undo: 'The same command with the old address.',
      },
    ],
  },
  10055: { ...TOO_MANY_CONNECTIONS, says: 'Windows had no buffer or port left' },
};

const CODES = Object.keys(LOCAL_ERRORS).map(Number);

/** The connection fails on this very server: Winsock 10013, 10048, 10049 or 10055. */
export const connectLocalError = errorTextRule<UnreachedHost & { readonly error: LocalError }>({
  id: 'connect-local-error',
  title: 'This server cannot open the connection: the error is its own',
  severity: 'blocker',
  looksFor: '“Failed to connect. Winsock error code: 10013”, 10048, 10049 or 10055 in a session whose connection never stood (no “+” row).',

  needs: ({ connectFailed }) => connectFailed,
  seenIn(session) {
    const match = unreachedHost(session, ...CODES);
    const error = match && LOCAL_ERRORS[match.details.winsock];
    return error && { ...match, details: { ...match.details, error } };
  },
  recognise(text) {
    const host = unreachedHostIn(text, ...CODES);
    const error = host && LOCAL_ERRORS[host.winsock];
    return error && { ...host, error };
  },
  keyFact: ({ winsock }) => String(winsock),
  sentence: (host, scene) =>
    `${namedConnector(scene)} cannot connect to ${host.target}${forDomain(host)}, and nothing went over the wire: ${host.error.says}.`,

  causes: ({ error: { id, why } }) => [
    { id, likelihood: 'likely', why },
    {
      id: 'network',
      likelihood: 'excluded',
      why: 'Windows raised the error itself, before anything was sent: neither the firewall in between nor the other side is at fault.',
    },
  ],
  remedy: ({ error }, scene) => error.remedy(scene),

  references: [
    {
      title: 'Windows Sockets error codes: 10013, 10048, 10049, 10055',
      url: 'https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2',
    },
    { title: 'Set-SendConnector: SourceIPAddress', url: 'https://learn.microsoft.com/powershell/module/exchange/set-sendconnector' },
  ],
});
