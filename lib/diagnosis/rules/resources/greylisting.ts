import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { namedConnector } from '../../words.js';
import { fateOf, recipientDomain, refuser } from '../recipients/refusal-words.js';

/** The receiver makes an unknown sender wait once, to see whether it comes again as mail servers do. Exchange does, and then the mail is taken. */
export const greylisting = replyRule({
  id: 'greylisting',
  title: 'The receiver makes us wait once (greylisting)',
  severity: 'info',
  looksFor: 'A 450 or 451 reply to a mail command that says “greylisted”, or only that we should try again later.',
  direction: 'send',
  signs: [
    { code: 4, text: /\bgr[ae]y[- ]?list/i },
    // “PRX…” and “ATTR…” are Exchange’s own troubles, and Microsoft’s numbers from 4.7.230 on are limits: each has a rule of its own.
    {
      code: [450, 451],
      status: /^(?:4\.(?:[0235]\.0|7\.[01]))?$/,
      text: /^(?!.*\b(?:PRX|ATTR)\d)(?!.*\btemporary server error\b).*\b(?:try|retry|come back)\b.{0,12}\b(?:again|later|in)\b/is,
    },
  ],
  to: ['MAIL', 'RCPT', 'DATA', 'BDAT'],

  keyFact: (refusal) => recipientDomain(refusal) ?? [refusal.code, refusal.status].filter((part) => part !== undefined).join(' '),
  sentence: (refusal, scene) =>
    `Mail over ${namedConnector(scene)} is put off by ${refuser(scene)}, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: ({ text }) => [
    {
      id: 'greylisting',
      likelihood: /gr[ae]y[- ]?list/i.test(text) ? 'certain' : 'likely',
      why: 'The receiver does not know sender, recipient and address together yet. The next attempts, after some minutes, are taken. Healthy when a later session to this recipient is answered with 250.',
    },
    {
      id: 'lasting-trouble-of-the-receiver',
      likelihood: 'possible',
      why: 'If there is no success for more than an hour, the receiver has another reason, and only its operator knows it.',
    },
  ],

  remedy: () => [
    {
      do: 'Wait for the next attempts, and look whether the message has gone.',
      command: 'Get-Queue | Where-Object Status -eq Retry | Format-Table Identity,MessageCount,NextRetryTime,LastError',
      verify: 'A later session to the same recipient is answered with 250.',
    },
    { do: 'If it has not after an hour, ask the operator of the receiver, with the time and the public address.' },
  ],

  references: [
    { title: 'RFC 6647: email greylisting', url: 'https://www.rfc-editor.org/rfc/rfc6647' },
    {
      title: 'Message retry, resubmit, and expiration intervals',
      url: 'https://learn.microsoft.com/exchange/mail-flow/queues/message-intervals',
    },
  ],
});
