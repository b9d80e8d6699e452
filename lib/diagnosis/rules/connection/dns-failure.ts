import type { ErrorText } from '../../error-text/error-text.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import type { Match } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { errorTextRule } from './quoted-error.js';
import { isExchangeOnlineReport } from './exchange-online-report.js';

interface DnsFailure {
  readonly text: string;
  /** `nonexistent`: a name server answered that there is no such name. `unanswered`: none gave an answer that could be used. */
  readonly kind: 'nonexistent' | 'unanswered';
  readonly domain: string | undefined;
  readonly permanent: boolean;
  readonly inExchangeOnline: boolean;
}

const NONEXISTENT =
  /\bSMTPSEND\.DNS\.NonExistentDomain\b|\bnon-?existent domain\b|\bInfoDomainNonexistent\b|\bDNS domain\b.*\bdoes not exist\b/i;
const UNANSWERED = /\bDNS query failed\b|\bSMTPSEND\.DNS\.|\b(?:ErrorTimeout|ServerFailure|ErrorRetry|InfoNoRecords)\b/i;
const STATUSES: readonly string[] = ['4.4.312', '5.4.312', '5.4.310'];

/** The next hop's name cannot be resolved, so there is no session at all. */
export const dnsFailure = errorTextRule<DnsFailure>({
  id: 'dns-failure',
  title: 'DNS gives no address to send to',
  severity: 'degraded',
  looksFor:
    'A queue’s “451 4.4.0 DNS query failed”, “554 5.4.4 SMTPSEND.DNS.NonExistentDomain”, or Exchange Online’s 4.4.312 and 5.4.310; also when the Front End quotes it, and in the session of a probe.',

  seenIn: seenByProbe,
  recognise(error: ErrorText) {
    const { text, status, host } = error;
    const nonexistent = NONEXISTENT.test(text) || status === '5.4.310';
    if (!nonexistent && !UNANSWERED.test(text) && !STATUSES.includes(status ?? '')) return undefined;
    return {
      text,
      kind: nonexistent ? 'nonexistent' : 'unanswered',
      domain: /\bDNS domain (\S+) does not exist/i.exec(text)?.[1] ?? host,
      permanent: error.code !== undefined && error.code >= 500,
      inExchangeOnline: STATUSES.includes(status ?? '') || isExchangeOnlineReport(error),
    };
  },
  keyFact: ({ domain, kind }) => domain ?? kind,
  sentence: ({ kind, domain, permanent, inExchangeOnline }, scene) =>
    `${inExchangeOnline ? 'Exchange Online' : namedConnector(scene)} finds no address for ${domain ?? 'the next hop'}: ` +
    `${kind === 'nonexistent' ? 'DNS says that there is no such name' : 'DNS gives no usable answer'}. ` +
    (permanent ? 'The sender gets a non-delivery report at once.' : 'The mail waits in the queue and is tried again until it expires.'),

  causes: ({ kind, inExchangeOnline }) => [
    {
      id: 'name-does-not-exist',
      likelihood: kind === 'nonexistent' ? 'likely' : 'unlikely',
      why: 'The recipient’s domain is mistyped or expired, or the smart host of the connector has a wrong name. Settled by Resolve-DnsName with another name server: does it know the name?',
    },
    {
      id: 'wrong-name-server-on-network-card',
      likelihood: inExchangeOnline ? 'excluded' : kind === 'nonexistent' ? 'possible' : 'likely',
      why: inExchangeOnline
        ? 'Exchange Online asks its own name servers.'
        : 'The server asks a name server that cannot know: a public one beside those of Active Directory knows no internal server, one without forwarding knows no internet domain. Then many destinations fail, off and on. Settled by Get-DnsClientServerAddress and Get-TransportService.',
    },
    {
      id: 'name-server-does-not-answer',
      likelihood: kind === 'nonexistent' ? 'unlikely' : 'possible',
      why: 'The domain’s own name servers do not answer, or not to AAAA questions. Then only this domain fails. Settled by Resolve-DnsName for MX, A and AAAA.',
    },
  ],

  remedy: ({ domain, inExchangeOnline }) => [
    {
      do: `Ask for ${domain ?? 'the recipient’s domain, or the smart host,'} as Exchange would, then ask a public name server.`,
      command:
        "$name = '<domain or smart host>'; 'MX','A','AAAA' | ForEach-Object { Resolve-DnsName $name -Type $_ -DnsOnly }; Resolve-DnsName $name -Type MX -Server 1.1.1.1",
    },
    ...(inExchangeOnline
      ? [
          {
            do: 'Correct the domain’s MX record at its DNS host, or the smart host of the outbound connector in Exchange Online.',
            command: 'Get-OutboundConnector | Format-List Name,RecipientDomains,SmartHosts,UseMXRecord',
            verify: 'Resolve-DnsName finds the name, and Validate-OutboundConnector succeeds.',
          },
        ]
      : [
          {
            do: 'See which name servers Windows and Exchange ask.',
            command:
              'Get-DnsClientServerAddress -AddressFamily IPv4; Get-TransportService | Format-List Name,InternalDNS*,ExternalDNS*; Get-FrontendTransportService | Format-List Name,InternalDNS*,ExternalDNS*; Get-SendConnector | Format-Table Name,SmartHosts,UseExternalDNSServersEnabled',
          },
          {
            do: 'Leave only the name servers of Active Directory on the network card, and let those forward to the internet. Correct a smart host that has a wrong name.',
            caution:
              'Changing the name servers of a running Exchange server touches its access to Active Directory too: outside busy hours.',
            verify: 'Resolve-DnsName answers for an internal server and for an internet domain, and the queue empties at the next retry.',
            undo: 'Set the old name servers again.',
          },
        ]),
  ],

  references: [
    {
      title: '451 4.4.0 DNS query failed: Exchange Server error in message queue',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/mailflow/dns-query-failed',
    },
    {
      title: 'DSNs and NDRs in Exchange Server: 5.4.4 SMTPSEND.DNS.NonExistentDomain',
      url: 'https://learn.microsoft.com/exchange/mail-flow/non-delivery-reports-and-bounce-messages/non-delivery-reports-and-bounce-messages',
    },
  ],
});

/** Exchange logs no session where it finds no address; a probe does: `DNS query failed with error ErrorTimeout, Destination domain: …`. */
function seenByProbe({ direction, talked, session: { records } }: SessionFacts): Match<DnsFailure> | undefined {
  const record = direction === 'send' && !talked ? records.find(({ context }) => context.startsWith('DNS query failed')) : undefined;
  if (record === undefined) return undefined;
  const { context: text } = record;
  const domain = /\bDestination domain: ([^,]+)/.exec(text)?.[1];
  const kind = NONEXISTENT.test(text) ? 'nonexistent' : 'unanswered';
  return { evidence: [record], details: { text, kind, domain, permanent: false, inExchangeOnline: false } };
}
