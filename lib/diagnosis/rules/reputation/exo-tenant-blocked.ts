import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE, ndrPage } from '../recipients/ndr-pages.js';
import { fateOf } from '../recipients/refusal-words.js';
import { FIND_UNWANTED_MAIL } from './outbound-check.js';

/** Exchange Online does not let the whole tenant send: too much of its mail looked like spam, or it is too new to be trusted. 5.7.750 is another matter. */
export const exoTenantBlocked = replyRule({
  id: 'exo-tenant-blocked',
  title: 'Exchange Online has stopped the whole tenant from sending',
  severity: 'blocker',
  looksFor:
    'A status from 5.7.700 to 5.7.749: “5.7.705 Access denied, tenant has exceeded threshold”, “5.7.708 Access denied, traffic not accepted from this IP”; 5.7.232, 5.7.233 and 5.7.236, the daily limits on recipients outside.',
  direction: 'either',
  signs: [
    // 5.7.703 is a block list that the tenant keeps itself.
    { code: 5, status: /^5\.7\.7(?!03)[0-4]\d$/ },
    { code: 5, status: ['5.7.232', '5.7.233', '5.7.236'] },
  ],

  sentence: (refusal, scene) =>
    `Exchange Online takes no mail of the tenant over ${namedConnector(scene)}, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: ({ status }) => [
    {
      id: 'tenant-sent-spam',
      likelihood: status === '5.7.705' ? 'likely' : 'possible',
      why: 'Most of the tenant’s mail was found suspicious, as after a compromise or through an open relay. Settled by the outbound mail of the last days.',
    },
    {
      id: 'new-or-trial-tenant',
      likelihood: status === '5.7.708' ? 'likely' : 'possible',
      why: 'The tenant is new or on trial and sends through an address of low reputation. Settled by the age and the licences of the tenant.',
    },
    {
      id: 'unregistered-domains',
      likelihood: 'possible',
      why: 'Much of the mail bears senders of domains that are not verified in the tenant. Settled by Get-AcceptedDomain in Exchange Online.',
    },
  ],

  remedy: () => [
    FIND_UNWANTED_MAIL,
    {
      do: 'In Exchange Online PowerShell, see which accounts are stopped already, and which connectors let mail in.',
      command: 'Get-BlockedSenderAddress; Get-InboundConnector | Format-List Name,Enabled,ConnectorType,SenderDomains',
    },
    {
      do: 'When compromised accounts are secured and open relays shut, have Microsoft’s support lift the block: nothing else does.',
      verify: 'The next session on this connector is answered with 250 after MAIL FROM, RCPT TO and the message.',
    },
  ],

  references: [
    ndrPage('Fix NDR errors 5.7.700 through 5.7.750 in Exchange Online', 'fix-error-code-5-7-700-through-5-7-750'),
    NDR_OF_EXCHANGE_ONLINE,
  ],
});
