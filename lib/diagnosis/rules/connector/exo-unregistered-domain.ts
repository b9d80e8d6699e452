import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { namedConnector } from '../../words.js';

/**
 * Too much mail came through the tenant with sender domains that it has not registered, so Exchange Online takes no more of that kind.
 *
 * @source https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/fix-error-code-5-7-700-through-5-7-750
 */
export const exoUnregisteredDomain = replyRule({
  id: 'exo-unregistered-domain',
  title: 'Exchange Online blocks mail from domains that the tenant has not registered',
  severity: 'degraded',
  looksFor: 'The reply “550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains”.',
  direction: 'send',
  signs: [
    { code: [4, 5], status: '5.7.750' },
    { code: [4, 5], text: /\bsending from unregistered domain/i },
  ],

  sentence: (refusal, scene) =>
    `Exchange Online takes no mail from ${namedConnector(scene)} whose sender domain is not registered in the tenant: ${replyText(refusal)}`,

  causes: () => [
    {
      id: 'sender-domain-not-in-tenant',
      likelihood: 'likely',
      why: 'Devices or applications send with a domain that is not among the tenant’s accepted domains, and too much of it. Settled by comparing the senders with Get-AcceptedDomain in Exchange Online.',
    },
    {
      id: 'forwarded-mail',
      likelihood: 'possible',
      why: 'The server passes on mail of strangers, whose sender domains are not yours. Settled by the MAIL FROM rows on this connector.',
    },
    {
      id: 'compromised',
      likelihood: 'possible',
      why: 'Somebody sends spam through this server or through a connector made in the tenant for it. Settled by the senders of the last hours and by Get-InboundConnector: do you know them all?',
    },
  ],

  remedy: () => [
    {
      do: 'See which sender domains leave this server, and how many messages each has.',
      command:
        "Get-TransportService | Get-MessageTrackingLog -EventId SEND -Start (Get-Date).AddDays(-1) -ResultSize Unlimited | Group-Object { ([string]$_.Sender).Split('@')[-1] } | Sort-Object Count -Descending | Select-Object -First 20 Count,Name",
    },
    {
      do: 'In Exchange Online PowerShell, see which of them the tenant knows, and whether all inbound connectors are yours.',
      command:
        'Get-AcceptedDomain | Format-Table DomainName,DomainType; Get-InboundConnector | Format-List Name,Enabled,WhenCreated,SenderIPAddresses,TlsSenderCertificateName',
    },
    {
      do: 'If spam is among it: stop the sender first, change its password and remove what was made for it.',
      caution: 'While spam goes out, registering a domain only moves the block.',
    },
    {
      do: 'Register each domain that you send with in the Microsoft 365 admin center and verify it, or have the device send with a domain that is.',
      verify: 'The next session with that sender is answered with 250 after RCPT TO. The block may last some time after the repair.',
    },
  ],

  references: [
    {
      title: 'Fix email delivery issues for error codes 5.7.700 through 5.7.750 in Exchange Online',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/fix-error-code-5-7-700-through-5-7-750',
    },
    {
      title: 'Email non-delivery reports and SMTP errors in Exchange Online',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online',
    },
  ],
});
