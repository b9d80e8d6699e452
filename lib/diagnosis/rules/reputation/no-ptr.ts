import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { powershellString } from '../../powershell.js';
import { connectorArgument, namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE } from '../recipients/ndr-pages.js';
import { fateOf, refuser } from '../recipients/refusal-words.js';
import { refusedAddress } from './public-address.js';

/** The receiver looks our address up backwards, or the name in EHLO, and finds no public host. */
export const noPtr = replyRule({
  id: 'no-ptr',
  title: 'The receiver finds no proper name for our address, or does not believe the name in EHLO',
  severity: 'degraded',
  looksFor: 'The statuses 5.7.25 and 4.7.25, or a refusal that speaks of reverse DNS, of a PTR record, or says “Helo command rejected”.',
  direction: 'send',
  signs: [
    { code: [4, 5], status: ['5.7.25', '4.7.25'] },
    {
      code: [4, 5],
      text: /\breverse (?:dns|lookup|host ?name)\b|\brdns\b|\bPTR\b|\bcannot find your (?:reverse )?host ?name\b|\bhelo command rejected\b/i,
    },
  ],

  keyFact: (refusal) => refusedAddress(refusal) ?? (isAboutEhlo(refusal.text) ? 'EHLO' : 'PTR'),
  sentence: (refusal, scene) =>
    `The name of the address that we send from is not good enough for ${refuser(scene)}, which refuses mail over ${namedConnector(scene)}; ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: (refusal) => {
    const ehlo = isAboutEhlo(refusal.text);
    const overIpv6 = /\bIPv6\b/i.test(refusal.text) || refusedAddress(refusal)?.includes(':') === true;
    return [
      {
        id: 'no-ptr-record',
        likelihood: ehlo ? 'possible' : 'likely',
        why: `The address ${refusedAddress(refusal) ?? 'that we send from'} has no PTR record, or one that does not lead back to it. Settled by Resolve-DnsName, asked outside your network.`,
      },
      {
        id: 'ehlo-name-not-public',
        likelihood: ehlo ? 'likely' : 'possible',
        why: 'The name in EHLO is short, internal or unknown in DNS. Settled by the row EHLO in the log, and Fqdn of the connector.',
      },
      {
        id: 'exo-ipv6-policy',
        likelihood: overIpv6 ? 'likely' : 'unlikely',
        why: overIpv6
          ? 'The mail goes out over IPv6, where receivers insist on a PTR record, and providers seldom set one.'
          : 'The reply names no IPv6 address.',
      },
    ];
  },

  remedy: (refusal, scene) => [
    {
      do: 'Look the address up backwards, and the name that comes out forwards: both must agree.',
      command: `Resolve-DnsName -Type PTR -Name ${powershellString(refusedAddress(refusal) ?? '<public address>')}`,
    },
    {
      do: 'Have the provider of the line set a PTR record for the address: no one else can.',
      verify: 'The first step gives the public name of the mail server, and that name resolves to the address.',
    },
    {
      do: 'Let the connector introduce itself with that very name.',
      command: `Set-SendConnector ${connectorArgument(scene)} -Fqdn '<public name of this server>'`,
      verify: 'The next EHLO in the log bears the name, and the message is answered with 250.',
      undo: 'The same command with the old value.',
    },
  ],

  references: [
    NDR_OF_EXCHANGE_ONLINE,
    { title: 'Set-SendConnector', url: 'https://learn.microsoft.com/powershell/module/exchange/set-sendconnector' },
    { title: 'RFC 5321, section 4.1.4: the name in EHLO', url: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.1.4' },
  ],
});

function isAboutEhlo(text: string): boolean {
  return /\bhelo\b/i.test(text);
}
