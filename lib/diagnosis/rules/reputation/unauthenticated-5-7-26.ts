import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { connectorArgument, namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE } from '../recipients/ndr-pages.js';
import { fateOf } from '../recipients/refusal-words.js';
import { refusedAddress } from './public-address.js';
import { senderRecordArgument } from './sender-domain.js';

/** `SPF [] with ip`: Gmail found no domain in the envelope sender, so it was a bounce or an automatic reply. */
const NULL_SENDER = /\bSPF \[\]/i;

/** The receiver wants SPF or DKIM, and found neither: Gmail for all mail, Exchange Online for mail over IPv6. */
export const unauthenticated5726 = replyRule({
  id: 'unauthenticated-5-7-26',
  title: 'The receiver wants SPF or DKIM, and the message has neither',
  severity: 'degraded',
  looksFor: 'The status 5.7.26 or 4.7.26, or “the sender is unauthenticated”.',
  direction: 'send',
  signs: [
    // The same status with a DMARC policy is dmarc-fail-5-7-509.
    { code: [4, 5], status: ['5.7.26', '4.7.26'], text: /^(?!.*\bDMARC\b)/is },
    { code: [4, 5], text: /\bsender is unauthenticated\b|\brequires all senders to authenticate\b/i },
  ],

  // Bounces fail for another reason than ordinary mail: two findings.
  keyFact: ({ text }) => (NULL_SENDER.test(text) ? 'null sender' : 'SPF and DKIM'),
  sentence: (refusal, scene) =>
    `${NULL_SENDER.test(refusal.text) ? 'A bounce or automatic reply' : 'Mail'} over ${namedConnector(scene)} carries neither SPF nor DKIM, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: (refusal) => {
    const nullSender = NULL_SENDER.test(refusal.text);
    const overIpv6 = /\bIPv6\b/i.test(refusal.text) || refusedAddress(refusal)?.includes(':') === true;
    return [
      {
        id: 'ehlo-name-without-spf',
        likelihood: nullSender ? 'likely' : 'unlikely',
        why: nullSender
          ? '“SPF []” means an empty sender (MAIL FROM:<>). SPF is then asked about the name in EHLO, and that name has no SPF record for this address.'
          : 'The reply does not speak of an empty sender.',
      },
      {
        id: 'address-not-in-spf',
        likelihood: nullSender ? 'possible' : 'likely',
        why: `The public address ${refusedAddress(refusal) ?? 'that we send from'} is not in the SPF record of the sender’s domain, and the message is not signed. Settled by that record.`,
      },
      {
        id: 'exo-ipv6-policy',
        likelihood: overIpv6 ? 'likely' : 'unlikely',
        why: overIpv6
          ? 'The message went out over IPv6, where receivers ask for more than over IPv4, and SPF often lists the IPv4 address only.'
          : 'The reply names no IPv6 address.',
      },
    ];
  },

  remedy: (refusal, scene) => [
    {
      do: 'See which name the connector gives in EHLO.',
      command: `Get-SendConnector ${connectorArgument(scene)} | Format-List Fqdn,SmartHosts`,
    },
    {
      do: 'See which addresses may send for the sender’s domain, and for the name in EHLO.',
      command: `Resolve-DnsName -Type TXT -Name ${senderRecordArgument(refusal)}; Resolve-DnsName -Type TXT -Name '<name in EHLO>'`,
    },
    {
      do: `Add ${refusedAddress(refusal) ?? 'the public address'} to the SPF record of the domain, and give the name in EHLO a record of its own: “v=spf1 a -all”.`,
      caution: 'A domain has one SPF record, with at most ten look-ups in it: extend it, never add a second one.',
      verify: 'When DNS shows the new record, the next message to this receiver is answered with 250.',
      undo: 'Put the old record back.',
    },
    { do: 'Sign with DKIM as well, at the gateway or with an agent: Exchange itself does not.' },
  ],

  references: [
    {
      title: 'Set up SPF to identify valid email sources',
      url: 'https://learn.microsoft.com/defender-office-365/email-authentication-spf-configure',
    },
    {
      title: 'RFC 7208, section 2.4: checking the HELO identity when MAIL FROM is empty',
      url: 'https://www.rfc-editor.org/rfc/rfc7208#section-2.4',
    },
    NDR_OF_EXCHANGE_ONLINE,
  ],
});
