import type { ErrorText } from '../../error-text/error-text.js';
import { errorTextRule } from './quoted-error.js';

interface Expiry {
  /** `delayed`: only a warning so far, the mail is still being tried. */
  readonly state: 'delayed' | 'expired';
  readonly host: string | undefined;
}

/**
 * A message waited for so long that Exchange gave it up: after two days by default, in Exchange Online after one. Always a consequence: the cause
 * is what the queue's LastError said in the meantime.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/queues/message-intervals
 */
export const queueExpired = errorTextRule<Expiry>({
  id: 'queue-expired',
  title: 'Mail waited in a queue until it expired: a consequence of an earlier failure',
  severity: 'per-message',
  looksFor:
    'A report with “550 4.4.7 QUEUE.Expired; message expired”, “400 4.4.7 Message delayed” or Exchange Online’s “5.4.300 Message expired”.',

  recognise({ code, status, text, host }: ErrorText) {
    if (status !== '4.4.7' && status !== '5.4.300' && !/\bQUEUE\.Expired\b/i.test(text)) return undefined;
    return { state: /\bdelayed\b/i.test(text) || (code !== undefined && code < 500) ? 'delayed' : 'expired', host };
  },
  keyFact: ({ host, state }) => host ?? state,
  sentence: ({ state, host }) =>
    state === 'expired'
      ? `Mail${host === undefined ? '' : ` to ${host}`} could not be handed over for so long that it was given up: the cause is an earlier failure of the same next hop.`
      : `Mail${host === undefined ? '' : ` to ${host}`} is delayed and still being tried: the cause is an earlier failure of the same next hop.`,

  causes: () => [
    {
      id: 'earlier-failure-of-the-next-hop',
      likelihood: 'certain',
      why: 'An earlier failure kept the mail from leaving; expiry only ends the wait. LastError of the queue to the same next hop names it, and so does the send log of that time.',
    },
  ],

  remedy: ({ state }) => [
    {
      do: 'See which queues are stuck now, and what they say.',
      command:
        "Get-Queue -ResultSize Unlimited | Where-Object Status -eq 'Retry' | Format-List Identity,NextHopDomain,MessageCount,FirstRetryTime,LastError",
    },
    {
      do: 'If the queue is gone, find the deferrals of the message in message tracking.',
      command:
        "Get-MessageTrackingLog -MessageId '<message id>' | Format-Table Timestamp,EventId,Source,ConnectorId,RecipientStatus,SourceContext -Wrap",
    },
    {
      do: 'Mend what those name: “mailflow explain” reads a LastError.',
      verify: 'The queue to this next hop empties.',
    },
    state === 'expired'
      ? { do: 'Ask the senders to send again: what has expired is not kept.' }
      : {
          do: 'If the repair takes longer than the mail may wait, note the limit before you change it.',
          command: 'Get-TransportService | Format-List Name,MessageExpirationTimeout',
        },
  ],

  references: [
    {
      title: 'DSNs and NDRs in Exchange Server: 4.4.7 Message delayed, Queue expired',
      url: 'https://learn.microsoft.com/exchange/mail-flow/non-delivery-reports-and-bounce-messages/non-delivery-reports-and-bounce-messages',
    },
    {
      title: 'Message retry, resubmit, and expiration intervals',
      url: 'https://learn.microsoft.com/exchange/mail-flow/queues/message-intervals',
    },
  ],
});
