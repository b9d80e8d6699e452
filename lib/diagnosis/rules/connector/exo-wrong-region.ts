import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { connectorArgument, namedConnector } from '../../words.js';

/**
 * The connector dials Exchange Online by an address or an old name, and reaches a region that the tenant does not live in.
 *
 * @source https://learn.microsoft.com/exchange/troubleshoot/email-delivery/wrong-office-365-region-exo
 */
export const exoWrongRegion = replyRule({
  id: 'exo-wrong-region',
  title: 'The mail goes to the wrong region of Exchange Online',
  severity: 'blocker',
  looksFor: 'The reply “451 4.4.62 Mail sent to the wrong Office 365 region. ATTR35”, or another that bears ATTR35.',
  direction: 'send',
  signs: [
    { code: [4, 5], status: ['4.4.62', '5.4.62'] },
    { code: [4, 5], text: /\bwrong (?:Office|Microsoft) 365 region\b|\bATTR35\b/i },
  ],

  sentence: (refusal, scene) =>
    `${namedConnector(scene)} reaches Exchange Online in a region that is not the recipient’s tenant’s: ${replyText(refusal)}`,

  causes: () => [
    {
      id: 'smart-host-is-address-or-old-name',
      likelihood: 'likely',
      why: 'The smart host is an IP address of Microsoft’s, or one of the old names mail.messaging.microsoft.com and mail.global.frontbridge.com. Settled by Get-SendConnector.',
    },
    {
      id: 'old-mx-record',
      likelihood: 'possible',
      why: 'The connector sends by DNS, and the domain’s MX record holds such an old name. Settled by Resolve-DnsName.',
    },
    {
      id: 'inbound-connector-does-not-match',
      likelihood: 'possible',
      why: 'Smart host and MX are right, the recipient is outside of the tenant, and no inbound connector recognises this server. Settled by Get-InboundConnector in Exchange Online.',
    },
  ],

  remedy: (_refusal, scene) => [
    {
      do: 'See where the connector sends to.',
      command: `Get-SendConnector ${connectorArgument(scene)} | Format-List Name,AddressSpaces,SmartHosts,DNSRoutingEnabled`,
    },
    {
      do: 'See the MX records of your own domains.',
      command:
        'Get-AcceptedDomain | ForEach-Object { Resolve-DnsName ([string]$_.DomainName) -Type MX -ErrorAction SilentlyContinue } | Format-Table Name,NameExchange',
    },
    {
      do: 'Name the tenant’s own host as the smart host: that of its MX record, the same name as Exchange Online gave the domain.',
      command: `Set-SendConnector ${connectorArgument(scene)} -SmartHosts '<tenant>.mail.protection.outlook.com'`,
      caution: 'All mail of this connector goes there at once: note the old value first.',
      verify: 'The next session on this connector is answered with 250 after RCPT TO.',
      undo: 'The same command with the old value.',
    },
  ],

  references: [
    {
      title: 'ATTR35 response code when mail is sent to Exchange Online',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/wrong-office-365-region-exo',
    },
  ],
});
