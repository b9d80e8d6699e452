import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { saidByExchangeOnline } from './exchange-online.js';
import { NDR_OF_EXCHANGE_SERVER, ndrPage } from './ndr-pages.js';
import { fateOf, recipientArgument, recipientDomain, refuser } from './refusal-words.js';

/** Exchange, here or in the cloud, looked the address up in its directory and found nothing. */
export const recipientNotFound5110 = replyRule({
  id: 'recipient-not-found-5-1-10',
  title: 'The recipient is not in the directory of the Exchange organisation that was asked',
  severity: 'per-message',
  looksFor: 'The reply “550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup”.',
  direction: 'either',
  signs: [
    { code: 5, status: '5.1.10' },
    { code: 5, text: /\bRESOLVER\.ADR\.RecipientNotFound\b|\brecipient not found by SMTP address lookup\b/i },
  ],

  keyFact: (refusal) => recipientDomain(refusal) ?? '5.1.10',
  sentence: (refusal, scene) => `A recipient is unknown to ${refuser(scene)}, so ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: (refusal, scene) => {
    const cloud = saidByExchangeOnline(refusal, scene);
    return [
      {
        id: 'address-does-not-exist',
        likelihood: 'possible',
        why: 'The address is mistyped or its mailbox is gone. Settled by Get-Recipient on both sides: neither has it.',
      },
      {
        id: 'missing-in-one-directory',
        likelihood: cloud ? 'likely' : 'possible',
        why: 'In a hybrid, the mailbox is on the other side and this side has no mail user for it (not synchronised, or not yet). Settled by Get-Recipient: one side has the address, the other does not.',
      },
      {
        id: 'domain-authoritative-too-early',
        likelihood: 'possible',
        why: 'The domain is Authoritative where it was looked up, while some of its mailboxes are elsewhere. Settled by Get-AcceptedDomain: DomainType.',
      },
      ...(scene.direction === 'receive'
        ? [
            {
              id: 'stranger-guesses-addresses',
              likelihood: 'possible' as const,
              why: 'A host on the internet tries addresses. Settled by the log: one remote address, many recipients; then nothing is to be done.',
            },
            {
              id: 'edge-recipient-validation-bug',
              likelihood: 'unlikely' as const,
              why: 'On an Edge Transport server of Exchange 2016 with Cumulative Update 1, recipient validation refuses valid addresses (KB 3152396); EdgeSync that stands still does the like. Settled by Get-ExchangeServer: role and version, and by Test-EdgeSynchronization.',
            },
          ]
        : []),
    ];
  },

  remedy: (refusal) => [
    {
      do: 'Look the address up on this side, and in Exchange Online PowerShell on the other.',
      command: `Get-Recipient -Identity ${recipientArgument(refusal)} | Format-List RecipientType,PrimarySmtpAddress,EmailAddresses,ExternalEmailAddress`,
    },
    {
      do: 'On the side that refused, see how the domain is accepted. While mailboxes of the domain are on both sides, InternalRelay is right there.',
      command: 'Get-AcceptedDomain | Format-Table DomainName,DomainType',
      caution: 'With InternalRelay on both sides an unknown address goes round in circles: one side must stay Authoritative.',
    },
    {
      do: 'If only one directory has the address, have the synchronisation bring it over, or give the object the address that is missing.',
      verify: 'Get-Recipient finds the address on both sides, and the next message to it is answered with 250.',
    },
  ],

  references: [
    ndrPage('Fix NDR error 550 5.1.10 in Exchange Online', 'fix-error-code-550-5-1-10-in-exchange-online'),
    {
      title: 'Accepted domains in Exchange Server',
      url: 'https://learn.microsoft.com/exchange/mail-flow/accepted-domains/accepted-domains',
    },
    {
      title: 'Edge Transport servers reject messages sent to valid recipients (KB 3152396)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/mailflow/edge-transport-servers-reject-messages',
    },
    NDR_OF_EXCHANGE_SERVER,
  ],
});
