import type { SessionFacts } from '../../facts/session-facts.js';
import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE, NDR_OF_EXCHANGE_SERVER } from './ndr-pages.js';
import { fateOf, refuser } from './refusal-words.js';

/** A limit on recipients is met: in one message, in an hour, or for one sender. */
export const tooManyRecipients = replyRule({
  id: 'too-many-recipients',
  title: 'More recipients, or more messages to a recipient, than allowed',
  severity: 'per-message',
  looksFor:
    '“550 5.5.3 Too many recipients”, 5.1.90, 5.2.121, 5.2.122 and “Submission quota exceeded” of Exchange Online; “452 4.5.3” only where no recipient at all was taken.',
  direction: 'either',
  signs: [
    { code: [4, 5], text: /\btoo many recipients\b/i },
    { code: 5, status: ['5.1.90', '5.2.121', '5.2.122'] },
    { code: 5, text: /\bsubmission quota\b/i },
  ],
  when: (session) => !isContinued(session),

  sentence: (refusal, scene) =>
    `A limit on recipients is met on ${namedConnector(scene)}, set by ${refuser(scene)}, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: ({ code, status, text }) => {
    const hourly = status === '5.2.121' || status === '5.2.122';
    const quota = /\bsubmission quota\b/i.test(text);
    return [
      {
        id: 'recipients-of-one-message',
        likelihood: hourly || quota ? 'excluded' : 'likely',
        why:
          code < 500
            ? 'The message has more recipients than one transaction may have. The sender should send the rest in another one, so a delay is all that happens.'
            : 'The message has more recipients than the organisation, the connector or the sender may address at once. Settled by MaxRecipientEnvelopeLimit, MaxRecipientsPerMessage and RecipientLimits.',
      },
      {
        id: 'recipient-gets-too-much-mail',
        likelihood: hourly ? 'certain' : 'excluded',
        why: hourly
          ? 'The mailbox has received more messages within an hour than Exchange Online allows (5.2.121: from this sender; 5.2.122: from all). Often an alarm or a loop of automatic replies.'
          : 'That would be 5.2.121 or 5.2.122.',
      },
      {
        id: 'sender-sent-too-much',
        likelihood: quota ? 'certain' : 'excluded',
        why: quota
          ? 'The sender has used up what a mailbox of Exchange Online may send in a day. An application, or a compromised account: look before anything else.'
          : 'The reply says nothing of a submission quota.',
      },
    ];
  },

  remedy: (_refusal, scene) => [
    {
      do: 'See the limits on recipients of this organisation.',
      command:
        'Get-TransportConfig | Format-List MaxRecipientEnvelopeLimit; Get-ReceiveConnector | Format-Table Identity,MaxRecipientsPerMessage',
    },
    { do: 'Find out who sent it, and why to so many: a newsletter, an alarm, or somebody who took over an account.' },
    {
      do: 'Have the sender use a distribution group, which counts as one recipient, or several messages.',
      verify: 'The next message of this sender is answered with 250.',
    },
    ...(scene.direction === 'receive'
      ? [
          {
            do: 'If an application of yours needs more recipients at once, raise the limit on a connector of its own.',
            command: "Set-ReceiveConnector '<connector of that application>' -MaxRecipientsPerMessage 500",
            caution: 'Not on a connector that is open to the internet.',
            verify: 'RCPT TO is answered with 250 beyond the old limit.',
            undo: 'The same command with the old number.',
          },
        ]
      : []),
  ],

  references: [
    {
      title: 'Message size and recipient limits in Exchange Server',
      url: 'https://learn.microsoft.com/exchange/mail-flow/message-size-limits',
    },
    NDR_OF_EXCHANGE_ONLINE,
    NDR_OF_EXCHANGE_SERVER,
  ],
});

/** `452 4.5.3` after recipients that were taken: the sender sends the rest in another transaction, as RFC 5321 (4.5.3.1.10) wants it. No failure. */
function isContinued({ messages }: SessionFacts): boolean {
  return messages.some(
    ({ recipients }) => recipients.some(({ reply }) => reply?.code === 452) && recipients.some(({ reply }) => (reply?.code ?? 999) < 300),
  );
}
