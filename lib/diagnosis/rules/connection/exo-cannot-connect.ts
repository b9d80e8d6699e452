import type { ErrorText } from '../../error-text/error-text.js';
import type { Endpoint } from '../../facts/endpoint.js';
import { isExchangeOnlineReport } from './exchange-online-report.js';
import { errorTextRule } from './quoted-error.js';

interface NotReached {
  /** What was said innermost. */
  readonly text: string;
  readonly host: string | undefined;
  readonly endpoint: Endpoint | undefined;
  readonly winsock: number | undefined;
  readonly expired: boolean;
}

/** Winsock code of an attempt that was given up by the one who made it. Seen in reports of Exchange Online. */
const GIVEN_UP = 995;
const REFUSED = 10061;

/** Inner texts that say no more than that it did not work. Whatever says more, has a rule of its own. */
const SAYS_NO_MORE =
  /^(?:Failed to connect|Socket error|Winsock error code|TimedOut$|421 4\.2\.1 Unable to connect|421 4\.4\.1 Connection timed out|(?:451 4\.4\.0 Primary target IP address responded with)?\W*$)/i;

/** Exchange Online does not get through to our servers: mail from the cloud waits there, for a day, and then goes back to its sender. */
export const exoCannotConnect = errorTextRule<NotReached>({
  id: 'exo-cannot-connect',
  title: 'Exchange Online cannot connect to the server that it sends to',
  severity: 'blocker',
  looksFor:
    'A message trace or a report from Exchange Online with “4.4.317 Cannot connect to remote server”, “5.4.317 Message expired, cannot connect to remote server”, or Winsock error code 995.',

  recognise(error: ErrorText) {
    const { text, status, winsock, host, endpoint } = error;
    // “Connection refused” tells more, and has its own rule.
    if (winsock === REFUSED || !(isExchangeOnlineReport(error) || winsock === GIVEN_UP)) return undefined;
    const bare = status !== undefined && /^[45]\.4\.31[67]$/.test(status);
    if (!bare && !SAYS_NO_MORE.test(text)) return undefined;
    return { text, host, endpoint, winsock, expired: [text, ...error.wrappers].some((part) => /\bexpired\b/i.test(part)) };
  },
  keyFact: ({ host, endpoint }) => host ?? endpoint?.address ?? 'unknown server',
  sentence: ({ host, endpoint, winsock, expired }) =>
    `Exchange Online cannot connect to ${host ?? endpoint?.text ?? 'the server that it sends to'}${winsock === undefined ? '' : ` (Winsock ${winsock})`}: ` +
    (expired ? 'it gave up, and the mail went back to its sender.' : 'the mail waits there and is tried again.'),

  causes: () => [
    {
      id: 'recv-exo-range-blocked',
      likelihood: 'possible',
      why: "The firewall lets in only some of Microsoft's mail ranges, or an old list of them. Settled by the receive log of the Front End in that minute: no session from these ranges at all.",
    },
    {
      id: 'points-to-wrong-host',
      likelihood: 'possible',
      why: 'The outbound connector, or the MX record, names a host that is not there any more or takes no mail from Exchange Online. Settled by Get-OutboundConnector.',
    },
    {
      id: 'session-begun-and-broken',
      likelihood: 'possible',
      why: 'The connection stood, and TLS or Exchange failed after it. Settled by the same receive log: it then shows sessions from Microsoft’s ranges, and where they end.',
    },
  ],

  remedy: () => [
    {
      do: 'On the Exchange server, see whether sessions from Microsoft’s ranges come in at all.',
      command:
        'Get-ChildItem "${env:ExchangeInstallPath}TransportRoles\\Logs\\FrontEnd\\ProtocolLog\\SmtpReceive" | Sort-Object LastWriteTime | Select-Object -Last 3 | Select-String \',(40\\.9[23]|40\\.107|52\\.10[0-3]|104\\.47)\\.\' | Select-Object -Last 20',
      verify: 'Rows appear: then the network is in order, and “mailflow diagnose” tells from them what fails. None appear: go on.',
    },
    {
      do: 'In Exchange Online PowerShell, see where it sends to, and have it try.',
      command:
        "Get-OutboundConnector | Format-List Name,Enabled,RecipientDomains,SmartHosts,UseMXRecord,TlsSettings; Validate-OutboundConnector -Identity '<connector>' -Recipients '<address>'",
    },
    {
      do: "Let all of Microsoft's published mail ranges in on TCP port 25, to the Exchange server, with no proxy in between.",
      caution: 'Allow by range, not by host name; the list changes with a month’s notice.',
      verify: 'Validate-OutboundConnector succeeds, and the receive log shows sessions from these ranges.',
    },
  ],

  references: [
    {
      title: 'Email non-delivery reports and SMTP errors in Exchange Online',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online',
    },
    {
      title: 'Office 365 URLs and IP address ranges',
      url: 'https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges',
    },
    {
      title: 'Validate-OutboundConnector',
      url: 'https://learn.microsoft.com/powershell/module/exchange/validate-outboundconnector',
    },
  ],
});
