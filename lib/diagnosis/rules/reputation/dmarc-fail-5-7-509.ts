import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { NDR_OF_EXCHANGE_ONLINE } from '../recipients/ndr-pages.js';
import { fateOf, refuser } from '../recipients/refusal-words.js';
import { refusedSenderDomain, senderRecordArgument } from './sender-domain.js';

/** The receiver asked DMARC about the domain in From: neither SPF nor DKIM speaks for it, and its owner asks to refuse such mail. */
export const dmarcFail57509 = replyRule({
  id: 'dmarc-fail-5-7-509',
  title: 'The message does not pass DMARC, and the sender’s domain asks to refuse such mail',
  severity: 'per-message',
  looksFor: 'The statuses 5.7.509 and 5.7.515 of Microsoft, or a refusal that names DMARC.',
  direction: 'either',
  signs: [
    { code: 5, status: ['5.7.509', '5.7.515'] },
    { code: [4, 5], text: /\bDMARC\b/i },
  ],

  keyFact: (refusal) => refusedSenderDomain(refusal) ?? [refusal.code, refusal.status].filter((part) => part !== undefined).join(' '),
  sentence: (refusal, scene) =>
    `A message of ${refusedSenderDomain(refusal) ?? 'the sender’s domain'} does not pass DMARC at ${refuser(scene)}, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: (_refusal, { direction }) => [
    {
      id: 'sender-not-authenticated',
      likelihood: 'possible',
      why: 'SPF does not list the address that sends, and no DKIM signature of the domain is on the message. Settled by Authentication-Results in the headers of a message that was delivered elsewhere.',
    },
    {
      id: 'forwarded-mail',
      likelihood: 'possible',
      why: 'The message came from outside and was forwarded: the address that sends is ours, the domain in From is not. Settled by the sender: it is no domain of ours.',
    },
    {
      id: 'signature-broken-on-the-way',
      likelihood: 'possible',
      why: 'Something changes the message after DKIM signed it, as a disclaimer or signature appliance does. Settled by “dkim=fail (body hash did not verify)” in the headers.',
    },
    ...(direction === 'receive'
      ? [{ id: 'forged-sender', likelihood: 'likely' as const, why: 'A stranger uses the domain: then the refusal is right.' }]
      : []),
  ],

  remedy: (refusal) => [
    {
      do: 'See what the domain asks for, and which addresses may send for it.',
      command: `Resolve-DnsName -Type TXT -Name ${senderRecordArgument(refusal, '_dmarc.')}; Resolve-DnsName -Type TXT -Name ${senderRecordArgument(refusal)}`,
    },
    {
      do: 'If the domain is yours: list the sending address in SPF, and sign with DKIM where the message leaves last.',
      caution: 'Do not weaken the policy (p=none) instead: it protects the domain from forgers.',
      verify: 'Authentication-Results of a test message says dmarc=pass.',
    },
    {
      do: 'If it is forwarded mail: leave forwarding to a service that rewrites the envelope sender (SRS) or seals the message (ARC), or have it fetched instead.',
    },
  ],

  references: [
    {
      title: 'Set up DMARC to validate the From address domain',
      url: 'https://learn.microsoft.com/defender-office-365/email-authentication-dmarc-configure',
    },
    NDR_OF_EXCHANGE_ONLINE,
    { title: 'RFC 7489: DMARC', url: 'https://www.rfc-editor.org/rfc/rfc7489' },
  ],
});
