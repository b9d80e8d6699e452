import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE, ndrPage } from '../recipients/ndr-pages.js';
import { fateOf, refuser } from '../recipients/refusal-words.js';
import { FIND_UNWANTED_MAIL } from '../reputation/outbound-check.js';
import { refusedAddress } from '../reputation/public-address.js';

/** A large receiver takes only so much from our address, for the reputation that it has there. */
export const ipThrottle47650 = replyRule({
  id: 'ip-throttle-4-7-650',
  title: 'The receiver limits the rate of our address for its reputation',
  severity: 'degraded',
  looksFor:
    'The status 4.7.650 of Microsoft, or a 4yz reply that says “temporarily rate limited”, “unusual rate of … mail”, or “temporarily deferred due to …”.',
  direction: 'send',
  signs: [
    { code: 4, status: '4.7.650' },
    { code: 4, text: /\btemporarily rate limited\b|\bunusual rate of\b|\btemporarily deferred due to\b/i },
  ],

  keyFact: (refusal) => refusedAddress(refusal) ?? 'unknown address',
  sentence: (refusal, scene) =>
    `${refuser(scene)} limits how much it takes from ${refusedAddress(refusal) ?? 'our address'} over ${namedConnector(scene)}; ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: () => [
    {
      id: 'unwanted-mail-from-our-address',
      likelihood: 'possible',
      why: 'Readers at the receiver report our mail as unwanted: spam from an account, or a newsletter that nobody ordered. Settled by what was sent there in the last days.',
    },
    {
      id: 'address-without-history',
      likelihood: 'possible',
      why: 'The address is new, or its neighbours in the provider’s range behave badly. Settled by when you got it, and by Microsoft’s SNDS page for the address.',
    },
  ],

  remedy: () => [
    FIND_UNWANTED_MAIL,
    { do: 'Register the address with Microsoft’s SNDS and JMRP: they show what is held against it, and who complains.' },
    {
      do: 'Send less to this receiver for some days, and ordered mail only.',
      caution: 'Do not move to another address to escape: the new one starts without any trust.',
      verify: 'The share of 250 among the sessions to this receiver grows from day to day.',
    },
  ],

  references: [
    ndrPage('Fix NDR error 451 4.7.500-699 (ASxxx) in Exchange Online', 'fix-error-code-451-4-7-500-699-asxxx-in-exchange-online'),
    NDR_OF_EXCHANGE_ONLINE,
  ],
});
