import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { addressArgument } from '../../words.js';
import { clientKey, peerKind } from '../../facts/peer.js';
import { NDR_OF_EXCHANGE_SERVER } from './ndr-pages.js';
import { fateOf, refuser } from './refusal-words.js';

const NOT_IN_DNS = /\bsender address rejected: domain not found\b|\bsender domain (?:does not exist|not found)\b/i;

/** The sender’s address in MAIL FROM is no address, or none that can be answered: usually a device or an application that was set up so. */
export const invalidAddress517 = replyRule({
  id: 'invalid-address-5-1-7',
  title: 'The sender’s address is refused: it is malformed, incomplete or its domain does not exist',
  severity: 'per-message',
  looksFor: 'The status 5.1.7, “501 … Invalid address” to MAIL FROM, or “Sender address rejected: Domain not found”.',
  direction: 'either',
  signs: [
    { code: 5, status: '5.1.7' },
    { code: 501, text: /\binvalid (?:sender )?address\b/i },
    { code: [4, 5], text: NOT_IN_DNS },
    { code: [4, 5], text: /\bsender address rejected: need fully-qualified address\b/i },
  ],

  // The same device again and again: who sends so, not what it sends.
  keyFact: ({ code, status }, { direction, remote }) =>
    direction === 'receive' ? clientKey(remote) : [code, status].filter((part) => part !== undefined).join(' '),
  sentence: (refusal, scene) =>
    `The sender’s address is refused by ${refuser(scene)}, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: ({ text }, { direction, remote }) => {
    const stranger = direction === 'receive' && peerKind(remote) === 'internet';
    return [
      {
        id: 'sender-domain-not-in-dns',
        likelihood: NOT_IN_DNS.test(text) ? 'likely' : 'unlikely',
        why: NOT_IN_DNS.test(text)
          ? 'The reply says that the sender’s domain is not found. Settled by Resolve-DnsName for its MX and A records, asked outside your network.'
          : 'The reply says nothing of the domain.',
      },
      {
        id: 'application-sends-malformed-address',
        likelihood: stranger || NOT_IN_DNS.test(text) ? 'possible' : 'likely',
        why: 'A device or an application gives something as sender that is no address: a bare name, a blank, several addresses. The row MAIL FROM shows it.',
      },
      ...(stranger
        ? [
            {
              id: 'stranger-on-the-internet',
              likelihood: 'likely' as const,
              why: 'The client is on the internet. A broken sender on the internet is refused rightly, and nothing is to be done here.',
            },
          ]
        : []),
    ];
  },

  remedy: (_refusal, scene) => [
    {
      do: 'Read the MAIL FROM that was refused, and find out which device or application sent it.',
      command:
        scene.direction === 'receive'
          ? `Resolve-DnsName -Name ${addressArgument(scene)}`
          : "Resolve-DnsName -Type MX -Name '<domain of the sender>'",
    },
    {
      do: 'Set a complete sender address of a domain that exists: name@domain, and nothing else.',
      verify: 'The next MAIL FROM of this client is answered with “250 2.1.0 Sender OK”.',
    },
  ],

  references: [
    NDR_OF_EXCHANGE_SERVER,
    { title: 'RFC 5321, section 4.1.1.2: MAIL', url: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.2' },
    { title: 'RFC 3463, section 3.2: X.1.7 and X.1.8', url: 'https://www.rfc-editor.org/rfc/rfc3463#section-3.2' },
  ],
});
