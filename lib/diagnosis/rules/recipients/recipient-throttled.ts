import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { NDR_OF_EXCHANGE_ONLINE } from './ndr-pages.js';
import { fateOf, recipientArgument } from './refusal-words.js';

/** So much mail arrives for one mailbox at once that the store takes it piece by piece, to spare the others in its database. */
export const recipientThrottled = replyRule({
  id: 'recipient-throttled',
  title: 'So much mail arrives for one mailbox at once that its delivery is slowed down',
  severity: 'per-message',
  looksFor: '“432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded”, or “dynamic mailbox database throttling limit exceeded”.',
  direction: 'either',
  signs: [{ code: 4, text: /\b(?:recipient thread|throttling) limit exceeded\b|\bSTOREDRV\b.*\bmailbox server is too busy\b/i }],

  sentence: (refusal, scene) =>
    `One mailbox receives more at once than its store takes, so ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: () => [
    {
      id: 'burst-to-one-mailbox',
      likelihood: 'likely',
      why: 'An alarm, a journal or a loop sends many messages to one mailbox. Settled by Get-Message on the queue: one recipient stands out.',
    },
    {
      id: 'slow-database',
      likelihood: 'possible',
      why: 'The database answers slowly, so even ordinary mail piles up. Settled if mailboxes of one database are slow and others are not.',
    },
  ],

  remedy: (refusal) => [
    {
      do: 'See to whom the waiting messages go.',
      command:
        'Get-Message -ResultSize 500 -IncludeRecipientInfo | Group-Object { $_.Recipients } | Sort-Object Count -Descending | Select-Object -First 5 Count,Name',
    },
    {
      do: 'See which database holds the mailbox, and whether it is well.',
      command: `Get-Mailbox -Identity ${recipientArgument(refusal)} | Get-MailboxDatabase -Status | Format-List Name,Mounted`,
    },
    {
      do: 'Stop the source of the burst. The limit itself protects the other mailboxes: leave it.',
      verify: 'The queue of that database grows shorter, and the messages arrive without being sent again.',
    },
  ],

  references: [
    NDR_OF_EXCHANGE_ONLINE,
    { title: 'Queues and messages in Exchange Server', url: 'https://learn.microsoft.com/exchange/mail-flow/queues/queues' },
  ],
});
