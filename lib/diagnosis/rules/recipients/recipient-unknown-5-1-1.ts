import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { NDR_OF_EXCHANGE_ONLINE, NDR_OF_EXCHANGE_SERVER } from './ndr-pages.js';
import { fateOf, recipientArgument, recipientDomain, refuser } from './refusal-words.js';

/** The host that is responsible for the domain has no such mailbox, or Exchange holds a stale internal address of one. */
export const recipientUnknown511 = replyRule({
  id: 'recipient-unknown-5-1-1',
  title: 'The recipient is unknown to the mail system that was asked',
  severity: 'per-message',
  looksFor: 'The status 5.1.1, “User unknown”, “no such user”, or “RESOLVER.ADR.ExRecipNotFound”.',
  direction: 'either',
  signs: [
    { code: 5, status: '5.1.1' },
    { code: 5, text: /\bRESOLVER\.ADR\.ExRecipNotFound\b/i },
    // “mailbox unavailable” is no sign but of Microsoft: it is RFC 5321's stock phrase for 550, and block lists use it too.
    { code: 550, status: '5.5.0', text: /\bmailbox unavailable\b.*\.outlook\.com\b/i },
    {
      code: [550, 551, 553],
      text: /\b(?:user|recipient|mailbox|account) (?:is )?unknown\b|\bunknown (?:user|recipient|mailbox|local[ -]?part)\b|\bno such (?:user|recipient|mailbox|account)\b|\b(?:user|recipient|mailbox|account) (?:does not|doesn't) exist\b/i,
    },
  ],

  keyFact: (refusal) => recipientDomain(refusal) ?? '5.1.1',
  sentence: (refusal, scene) => `A recipient is unknown to ${refuser(scene)}, so ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: ({ text }, scene) => {
    const stale = /\bExRecipNotFound\b/i.test(text);
    return [
      {
        id: 'stale-internal-address',
        likelihood: stale ? 'likely' : 'unlikely',
        why: stale
          ? 'The message is addressed to an internal (X.500) address that no recipient has any more: a reply to an old message, or an autocomplete entry from before a migration.'
          : 'An internal (X.500) address would be answered with “ExRecipNotFound”.',
      },
      {
        id: 'address-does-not-exist',
        likelihood: stale ? 'possible' : 'likely',
        why: 'The address is mistyped, or the mailbox is gone. Settled by asking the recipient, or with Get-Recipient where the domain is yours.',
      },
      {
        id: 'recipient-filter',
        likelihood: scene.direction === 'receive' ? 'possible' : 'unlikely',
        why: 'The recipient filter of an Exchange server refuses addresses that its directory (on Edge: the last EdgeSync) does not hold, with these very words. Settled by Get-RecipientFilterConfig.',
      },
      {
        id: 'wrong-host-for-domain',
        likelihood: 'possible',
        why: 'The mail went to a host that no longer holds the mailboxes of the domain. Settled by comparing the address in the log with the MX record or the smart host.',
      },
    ];
  },

  remedy: (refusal, scene) => [
    {
      do: 'Look the address up.',
      command: `Get-Recipient -Identity ${recipientArgument(refusal)} | Format-List RecipientType,PrimarySmtpAddress,EmailAddresses,LegacyExchangeDN`,
    },
    ...(scene.direction === 'receive'
      ? [
          {
            do: 'See whether the recipient filter is at work.',
            command: 'Get-RecipientFilterConfig | Format-List Enabled,RecipientValidationEnabled',
          },
        ]
      : []),
    {
      do: 'If an old internal address is the reason (IMCEAEX in the non-delivery report), add it to the recipient as an X500 address.',
      command: "Set-Mailbox -Identity '<mailbox>' -EmailAddresses @{Add='X500:<old LegacyExchangeDN>'}",
      caution: 'For a mailbox in Exchange Online the synchronised object on-premises is the one to change (Set-RemoteMailbox).',
      verify: 'A reply to an old message reaches the mailbox.',
      undo: 'The same command with Remove instead of Add.',
    },
    {
      do: 'Otherwise have the sender correct the address.',
      verify: 'The next message to the right address is answered with 250 after RCPT TO.',
    },
  ],

  references: [
    NDR_OF_EXCHANGE_SERVER,
    NDR_OF_EXCHANGE_ONLINE,
    {
      title: 'Recipient filtering on Edge Transport servers',
      url: 'https://learn.microsoft.com/exchange/antispam-and-antimalware/antispam-protection/recipient-filtering',
    },
  ],
});
