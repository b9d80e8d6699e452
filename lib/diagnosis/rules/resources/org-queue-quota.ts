import type { LogRecord } from '../../../log/record.js';
import { rule } from '../../rule.js';
import { namedConnector, serverArgument } from '../../words.js';

/** What Exchange wrote about the limit. */
interface QueueQuota {
  readonly text: string;
}

const QUOTA = /\bQQ limit was exceeded\b/i;

/** The transport service holds so many messages of one sender or organisation that it takes no more of them until some have gone. */
export const orgQueueQuota = rule<QueueQuota>({
  id: 'org-queue-quota',
  title: 'So many messages of one sender wait in the queues that no more are taken',
  severity: 'degraded',
  looksFor: 'Exchange’s own row “Rejecting the message QQ limit was exceeded”.',

  needs: ({ received }) => received,
  match(session) {
    if (session.direction !== 'receive') return undefined;
    const row = session.session.records.find(({ event, data, context }) => event === '*' && QUOTA.test(`${data} ${context}`));
    if (row === undefined) return undefined;
    const refusal = session.refusals.find(({ record }) => record.sequence > row.sequence)?.record;
    return {
      evidence: [row, refusal].filter((record): record is LogRecord => record !== undefined),
      details: { text: `${row.data} ${row.context}`.trim() },
    };
  },
  explain: ({ text }) => (QUOTA.test(text) ? { text } : undefined),
  keyFact: () => 'queue quota',
  sentence: ({ text }, scene) =>
    `No more messages of this sender are taken on ${namedConnector(scene)} until some have left the queues: “${text}”.`,

  causes: () => [
    {
      id: 'flood-of-one-sender',
      likelihood: 'likely',
      why: 'One sender hands over more than can be delivered: an alarm, a loop, a newsletter, spam. Settled by Get-Message grouped by sender.',
    },
    {
      id: 'queues-do-not-drain',
      likelihood: 'possible',
      why: 'Messages wait because a next hop does not take them. Settled by Get-Queue: a queue in Retry with its LastError; then that is the failure to mend.',
    },
  ],

  remedy: (_details, scene) => [
    {
      do: 'See which queues are long, and why they wait.',
      command: `Get-Queue -Server ${serverArgument(scene)} | Sort-Object MessageCount -Descending | Select-Object -First 10 Identity,MessageCount,Status,LastError`,
    },
    {
      do: 'See whose messages they are.',
      command: `Get-Message -Server ${serverArgument(scene)} -ResultSize Unlimited | Group-Object FromAddress | Sort-Object Count -Descending | Select-Object -First 10 Count,Name`,
    },
    {
      do: 'Mend the next hop that does not take mail, or stop the sender that floods.',
      caution: 'Do not remove messages from a queue before you know that nobody misses them.',
      verify: 'The queues grow shorter, and MAIL FROM of this sender is answered with 250.',
    },
  ],

  references: [
    { title: 'Queues and messages in Exchange Server', url: 'https://learn.microsoft.com/exchange/mail-flow/queues/queues' },
    { title: 'Understanding back pressure', url: 'https://learn.microsoft.com/exchange/mail-flow/back-pressure' },
  ],
});
