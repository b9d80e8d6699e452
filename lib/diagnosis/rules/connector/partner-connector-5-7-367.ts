import type { ErrorText } from '../../error-text/error-text.js';
import { errorTextRule } from '../connection/quoted-error.js';

interface RefusedOnward {
  /** What the next server said to Exchange Online. */
  readonly text: string;
  readonly host: string | undefined;
}

const STATUS = /\b5\.7\.367\b/;

/**
 * Exchange Online passed mail on, and the next server did not relay for it. The text behind the arrow is that server's.
 *
 * @source https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/forwarded-message-rejected-5-7-367-ndr
 */
export const partnerConnector = errorTextRule<RefusedOnward>({
  id: 'partner-connector-5-7-367',
  title: 'The server that Exchange Online passes mail on to does not relay for it',
  severity: 'degraded',
  looksFor: 'A report from Exchange Online with “550 5.7.367 Remote server returned not permitted to relay -> …”.',

  recognise({ text, status, wrappers, host }: ErrorText) {
    if (status !== '5.7.367' && !wrappers.some((wrapper) => STATUS.test(wrapper))) return undefined;
    return { text: status === '5.7.367' ? '' : text, host };
  },
  keyFact: ({ host }) => host ?? '5.7.367',
  sentence: ({ text, host }) =>
    `Exchange Online passed mail on to ${host ?? 'the next server'}, which does not relay for it${text === '' ? '.' : `: ${text}`}`,

  causes: () => [
    {
      id: 'sent-from-the-relay-pool',
      likelihood: 'possible',
      why: 'Forwarded mail that fails SPF and DKIM on its way in leaves Exchange Online from a pool of addresses outside of the published ranges, which gateways do not know. Settled by the message trace: OutboundIpPoolName is RegularRelayOutboundPool. It then comes and goes with the sender.',
    },
    {
      id: 'next-server-without-relay-right',
      likelihood: 'possible',
      why: 'The mail goes by an outbound connector to your own server, and that may not relay to the recipient’s domain. Settled by the receive log of that server: “550 5.7.1 Unable to relay”.',
    },
    {
      id: 'domain-not-accepted-there',
      likelihood: 'possible',
      why: 'The connector or the MX record leads to a server that is not responsible for the domain. Settled by Get-OutboundConnector and the MX record.',
    },
  ],

  remedy: () => [
    {
      do: 'In Exchange Online PowerShell, find the message, and read in its details which connector and which pool it took, and which host refused.',
      command:
        "Get-MessageTraceV2 -RecipientAddress '<recipient>' -StartDate (Get-Date).AddDays(-2) -EndDate (Get-Date) | Get-MessageTraceDetailV2 | Format-List Date,Event,Detail,Data",
    },
    {
      do: 'See where the connectors lead.',
      command: 'Get-OutboundConnector | Format-List Name,Enabled,RecipientDomains,SmartHosts,UseMXRecord,RouteAllMessagesViaOnPremises',
    },
    {
      do: 'If the relay pool sent it and mail reaches Exchange Online through a filter service: turn on Enhanced Filtering for the inbound connector, so that SPF is judged by the true sender.',
      command: 'Get-InboundConnector | Format-List Name,EFSkipLastIP,EFSkipIPs,EFUsers',
      caution: 'Read the page below first: skipping the wrong hop weakens the judgement of all mail.',
      verify: 'The next forwarded message of such a sender shows another pool in its trace.',
    },
    {
      do: 'If your own server refused it, mend it there: that session has a finding of its own.',
      verify: 'The receive log shows 250 after RCPT TO for the sessions from Microsoft’s ranges.',
    },
  ],

  references: [
    {
      title: 'Forwarded or relayed email messages from Microsoft 365 are rejected with error 5.7.367',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/forwarded-message-rejected-5-7-367-ndr',
    },
    {
      title: 'Enhanced filtering for connectors in Exchange Online',
      url: 'https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/enhanced-filtering-for-connectors',
    },
  ],
});
