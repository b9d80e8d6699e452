import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { connectorArgument, namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE, ndrPage } from '../recipients/ndr-pages.js';
import { fateOf } from '../recipients/refusal-words.js';
import { refusedAddress } from '../reputation/public-address.js';

/** Exchange Online is careful with an address that is new, or that sends quite otherwise than before, and makes it wait. */
export const exoThrottle47500 = replyRule({
  id: 'exo-throttle-4-7-500',
  title: 'Exchange Online slows our address down',
  severity: 'degraded',
  looksFor:
    'A status from 4.7.500 to 4.7.699 or from 4.7.850 to 4.7.899, such as “451 4.7.500 Server busy. Please try again later from [address]”; 5.7.508, “exceeded permitted limits”.',
  direction: 'send',
  signs: [
    { code: 5, status: '5.7.508' },
    { code: 4, status: /^4\.7\.(?:[56]\d\d|8[5-9]\d)$/, text: /^(?!.*\btemporarily rate limited\b)/i },
  ],

  keyFact: (refusal) => refusedAddress(refusal) ?? 'unknown address',
  sentence: (refusal, scene) =>
    `Exchange Online keeps ${refusedAddress(refusal) ?? 'our address'} waiting on ${namedConnector(scene)}, so ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: () => [
    {
      id: 'address-new-or-changed',
      likelihood: 'likely',
      why: 'The address is new to Exchange Online, or sends much more than before. It passes within days as the address earns trust.',
    },
    {
      id: 'unwanted-mail-from-our-address',
      likelihood: 'possible',
      why: 'Something behind the address sends spam. Settled by what was sent in the last hours.',
    },
    {
      id: 'not-attributed-to-the-tenant',
      likelihood: 'possible',
      why: 'The mail is for the own tenant, but no inbound connector matches, so it is judged as a stranger’s. Settled by Get-InboundConnector in Exchange Online.',
    },
  ],

  remedy: (_refusal, scene) => [
    {
      do: 'See how much waits, and since when.',
      command: 'Get-Queue | Where-Object Status -eq Retry | Format-Table Identity,MessageCount,NextHopDomain,LastError',
    },
    {
      do: 'If this connector serves a hybrid or sends through the own tenant, see that it identifies itself with its certificate.',
      command: `Get-SendConnector ${connectorArgument(scene)} | Format-List TlsCertificateName,CloudServicesMailEnabled,RequireTLS,SmartHosts`,
      verify: 'An inbound connector of type OnPremises in Exchange Online matches that certificate.',
    },
    {
      do: 'Otherwise wait, spread bulk mail over hours, and let the amount grow slowly.',
      caution: 'Do not retry the queue by hand again and again: each attempt counts.',
      verify: 'The share of 250 among the sessions of this connector grows from hour to hour.',
    },
  ],

  references: [
    ndrPage('Fix NDR error 451 4.7.500-699 (ASxxx) in Exchange Online', 'fix-error-code-451-4-7-500-699-asxxx-in-exchange-online'),
    NDR_OF_EXCHANGE_ONLINE,
  ],
});
