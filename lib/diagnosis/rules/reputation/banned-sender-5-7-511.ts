import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE } from '../recipients/ndr-pages.js';
import { fateOf } from '../recipients/refusal-words.js';
import { DELIST_PORTAL } from './delist-portal.js';
import { FIND_UNWANTED_MAIL } from './outbound-check.js';
import { refusedAddress } from './public-address.js';

/** Microsoft has banned us as a sender. The portal cannot lift this; a person at Microsoft has to. */
export const bannedSender57511 = replyRule({
  id: 'banned-sender-5-7-511',
  title: 'Microsoft has banned us as a sender',
  severity: 'blocker',
  looksFor:
    '“550 5.7.511 Access denied, banned sender”, or 5.7.501 to 5.7.503 with “banned sender” or “spam abuse detected”; 5.7.800, which bans a domain.',
  direction: 'send',
  signs: [
    { code: 5, status: '5.7.511' },
    { code: 5, status: /^5\.7\.(?:50[123]|800)$/, text: /\bbanned sender\b|\bspam abuse\b/i },
  ],

  keyFact: (refusal) => refusedAddress(refusal) ?? refusal.status ?? '5.7.511',
  sentence: (refusal, scene) =>
    `Microsoft has banned ${refusedAddress(refusal) ?? 'the sender'}; mail over ${namedConnector(scene)} to Microsoft 365 is refused, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: ({ status }) => [
    {
      id: 'spam-from-our-address',
      likelihood: status === '5.7.511' ? 'likely' : 'possible',
      why: 'Mail from this address was reported or found to be spam. Settled by what was sent in the days before the first refusal.',
    },
    {
      id: 'account-compromised',
      likelihood: status === '5.7.511' ? 'possible' : 'likely',
      why: 'One account of ours sends spam and was banned. Settled by its sent messages and sign-ins.',
    },
  ],

  remedy: () => [
    FIND_UNWANTED_MAIL,
    {
      do: 'For 5.7.511, forward the whole non-delivery report to delist@microsoft.com, as the reply asks; the portal does not lift this ban.',
      caution: 'Only when the source is stopped. It may take a day or two.',
      verify: 'The next session on this connector is answered with 250 after RCPT TO.',
    },
    {
      do: 'For 5.7.501 to 5.7.503, and for 5.7.800 (the domain in EHLO, envelope or From is banned), secure the account, then ask Microsoft’s support.',
    },
  ],

  references: [NDR_OF_EXCHANGE_ONLINE, DELIST_PORTAL],
});
