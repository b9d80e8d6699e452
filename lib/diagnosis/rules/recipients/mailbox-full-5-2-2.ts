import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { NDR_OF_EXCHANGE_SERVER } from './ndr-pages.js';
import { fateOf, recipientArgument, recipientDomain, refuser } from './refusal-words.js';

/** The recipient’s mailbox has no room left. */
export const mailboxFull522 = replyRule({
  id: 'mailbox-full-5-2-2',
  title: 'The recipient’s mailbox is full',
  severity: 'per-message',
  looksFor: 'The status 5.2.2 or 4.2.2, “mailbox full”, “over quota”, or “STOREDRV … QuotaExceeded”.',
  direction: 'either',
  signs: [
    // “Submission quota exceeded” has the same status and is the sender's limit.
    { code: [4, 5], status: ['5.2.2', '4.2.2'], text: /^(?!.*\bsubmission quota\b)/i },
    {
      code: [4, 5],
      text: /\bmailbox (?:is )?full\b|\bover ?quota\b|\bQuotaExceeded\b|\bexceeded (?:its |the |their )?(?:storage|mailbox|disk) (?:quota|allocation|limit)|\bout of storage space\b/i,
    },
  ],

  keyFact: (refusal) => recipientDomain(refusal) ?? '5.2.2',
  sentence: (refusal, scene) =>
    `A recipient’s mailbox is full, says ${refuser(scene)}, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: () => [
    {
      id: 'quota-reached',
      likelihood: 'likely',
      why: 'The mailbox has reached its quota. Settled by Get-MailboxStatistics, where the mailbox is yours.',
    },
    {
      id: 'abandoned-mailbox',
      likelihood: 'possible',
      why: 'Nobody reads the mailbox any more. Settled by its last logon.',
    },
  ],

  remedy: (refusal) => [
    {
      do: 'If the mailbox is yours, see how full it is and what it may hold.',
      command: `Get-MailboxStatistics -Identity ${recipientArgument(refusal)} | Format-List TotalItemSize,StorageLimitStatus,LastLogonTime`,
    },
    {
      do: 'Have its owner empty it, or raise the quota.',
      command: `Set-Mailbox -Identity ${recipientArgument(refusal)} -UseDatabaseQuotaDefaults $false -ProhibitSendReceiveQuota '<size>'`,
      caution: 'See first whether the database’s disk has room.',
      verify: 'StorageLimitStatus is BelowLimit, and the next message is answered with 250.',
      undo: 'The same command with -UseDatabaseQuotaDefaults $true.',
    },
    { do: 'If the mailbox is not yours, have the sender reach its owner another way.' },
  ],

  references: [
    {
      title: 'Configure storage quotas for a mailbox in Exchange Server',
      url: 'https://learn.microsoft.com/exchange/recipients/user-mailboxes/storage-quotas',
    },
    NDR_OF_EXCHANGE_SERVER,
  ],
});
