import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { connectorArgument, namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE } from '../recipients/ndr-pages.js';
import { fateOf } from '../recipients/refusal-words.js';
import { DELIST_PORTAL } from './delist-portal.js';
import { FIND_UNWANTED_MAIL } from './outbound-check.js';
import { refusedAddress } from './public-address.js';

/** Microsoft has banned our public address: no tenant takes mail from it, except over a connector that recognises us by certificate. */
export const bannedIp57606 = replyRule({
  id: 'banned-ip-5-7-606',
  title: 'Microsoft has banned our public address',
  severity: 'blocker',
  looksFor: 'A status from 5.7.606 to 5.7.649, “banned sending IP [address]”, or Microsoft’s older “blocked using FBLW15”.',
  direction: 'send',
  signs: [
    { code: 5, status: /^5\.7\.6(?:0[6-9]|[1-4]\d)$/ },
    { code: 5, text: /\bbanned sending IP\b|\bblocked using FBLW\d+\b/i },
  ],

  keyFact: (refusal) => refusedAddress(refusal) ?? 'unknown address',
  sentence: (refusal, scene) =>
    `Microsoft has banned the address ${refusedAddress(refusal) ?? 'that we send from'}; mail over ${namedConnector(scene)} to Microsoft 365 is refused, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: () => [
    {
      id: 'spam-from-our-address',
      likelihood: 'possible',
      why: 'Something behind this public address sent spam: an account, a relay, or another host behind the same NAT. Settled by the firewall’s log for outbound port 25.',
    },
    {
      id: 'address-inherited',
      likelihood: 'possible',
      why: 'The address was somebody else’s before, or lies in a range that does not send mail, as those of dial-up lines and clouds. Settled by when you got it.',
    },
  ],

  remedy: (_refusal, scene) => [
    FIND_UNWANTED_MAIL,
    {
      do: 'Ask for removal at https://sender.office.com, with the address from the reply.',
      caution: 'Only when the source is stopped. It may take a day or two.',
      verify: 'The next session on this connector is answered with 250 after RCPT TO.',
    },
    {
      do: 'If mail to your own tenant is hit, it did not come as yours: see what the connector sends with.',
      command: `Get-SendConnector ${connectorArgument(scene)} | Format-List TlsCertificateName,CloudServicesMailEnabled,RequireTLS,SmartHosts`,
    },
  ],

  references: [DELIST_PORTAL, NDR_OF_EXCHANGE_ONLINE],
});
