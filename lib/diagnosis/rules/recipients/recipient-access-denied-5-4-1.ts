import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { NDR_OF_EXCHANGE_ONLINE, ndrPage } from './ndr-pages.js';
import { fateOf, recipientArgument, recipientDomain, recipientDomainArgument } from './refusal-words.js';

/**
 * Directory-based edge blocking: Exchange Online holds the domain as Authoritative, and its directory has no such address, so it refuses at
 * the edge. Postfix says “Recipient address rejected: Access denied” too, but with 5.7.1: that is its administrator's own access table.
 */
export const recipientAccessDenied541 = replyRule({
  id: 'recipient-access-denied-5-4-1',
  title: 'Exchange Online turns the recipient away at its edge: the address is not in the tenant',
  severity: 'per-message',
  looksFor: 'The other side’s reply “550 5.4.1 Recipient address rejected: Access denied”, or 5.7.504 with the same words.',
  direction: 'send',
  signs: [{ code: 5, status: ['5.4.1', '5.7.504'], text: /\brecipient address(?:es)? rejected ?: access denied\b/i }],

  keyFact: (refusal) => recipientDomain(refusal) ?? '5.4.1',
  sentence: (refusal, scene) =>
    `The tenant of ${recipientDomain(refusal) ?? 'the recipient’s domain'} does not know the recipient, so ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: () => [
    {
      id: 'not-synchronised',
      likelihood: 'possible',
      why: 'The mailbox exists on-premises, but its object is not in Entra ID. Settled by Get-Recipient in Exchange Online: nothing is found.',
    },
    {
      id: 'domain-authoritative-too-early',
      likelihood: 'possible',
      why: 'The domain is Authoritative in Exchange Online while some recipients (mailboxes elsewhere, mail-enabled public folders) are known only on-premises. If all addresses of the domain fail, this is it. Settled by Get-AcceptedDomain in Exchange Online.',
    },
    {
      id: 'address-does-not-exist',
      likelihood: 'possible',
      why: 'There is no such address on either side. Settled by Get-Recipient on-premises.',
    },
  ],

  remedy: (refusal) => [
    {
      do: 'In Exchange Online PowerShell of that tenant, look the address up.',
      command: `Get-Recipient -Identity ${recipientArgument(refusal)} | Format-List RecipientType,EmailAddresses,ExternalEmailAddress`,
    },
    {
      do: 'Likewise, see how the domain is accepted there.',
      command: `Get-AcceptedDomain -Identity ${recipientDomainArgument(refusal)} | Format-List DomainName,DomainType`,
    },
    {
      do: 'Have the synchronisation bring the missing object over.',
      verify: 'Get-Recipient in Exchange Online finds the address, and the next message to it is answered with 250 after RCPT TO.',
    },
    {
      do: 'Or, while recipients of the domain are known only on-premises, accept the domain as an internal relay in Exchange Online.',
      command: `Set-AcceptedDomain -Identity ${recipientDomainArgument(refusal)} -DomainType InternalRelay`,
      caution:
        'It needs an outbound connector to the other side, and that side must hold the domain as Authoritative: otherwise unknown addresses go round in circles.',
      verify: 'As above. Changes in Exchange Online may take some time.',
      undo: 'The same command with -DomainType Authoritative.',
    },
  ],

  references: [
    {
      title: 'Use directory-based edge blocking to reject messages sent to invalid recipients',
      url: 'https://learn.microsoft.com/exchange/mail-flow-best-practices/use-directory-based-edge-blocking',
    },
    ndrPage('Fix NDR error 550 5.4.1 in Exchange Online', 'fix-error-code-550-5-4-1-in-exchange-online'),
    NDR_OF_EXCHANGE_ONLINE,
  ],
});
