import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { connectorArgument, namedConnector } from '../../words.js';

/** The recipient's tenant takes mail for this domain only from listed addresses or certificates, and this server is not among them. */
export const connectorRestrict = replyRule({
  id: 'connector-restrict-5-7-51',
  title: 'Exchange Online takes this domain’s mail only from listed addresses or certificates',
  severity: 'blocker',
  looksFor:
    'The reply “550 5.7.51 TenantInboundAttribution; There is a partner connector configured …”, which names RestrictDomainsToIPAddresses or RestrictDomainsToCertificate.',
  direction: 'send',
  signs: [
    { code: 5, status: '5.7.51' },
    { code: 5, text: /\bRestrictDomainsTo(?:IPAddresses|Certificate)\b/i },
  ],

  sentence: (refusal, scene) =>
    `Exchange Online takes mail for this domain only from addresses or certificates that a partner connector lists, and ${namedConnector(scene)} comes with none of them: ${replyText(refusal)}`,

  causes: () => [
    {
      id: 'certificate-or-address-not-listed',
      likelihood: 'likely',
      why: 'The tenant’s partner connector lists an old public address or certificate name of this server, or never listed it. Settled by Get-InboundConnector in the recipient’s tenant against what the log shows: “Sending certificate”, and the address in its “Hello [ip]”.',
    },
    {
      id: 'filter-service-bypassed',
      likelihood: 'possible',
      why: 'The domain takes mail only by way of its filter service, and this connector goes past it. Settled by the domain’s MX record: is it another host than this one?',
    },
  ],

  remedy: (_refusal, scene) => [
    {
      do: 'See where the connector sends to, and with which certificate.',
      command: `Get-SendConnector ${connectorArgument(scene)} | Format-List AddressSpaces,SmartHosts,DNSRoutingEnabled,TlsCertificateName,Fqdn`,
    },
    {
      do: 'If the tenant is yours: in Exchange Online PowerShell, see what it asks for.',
      command:
        'Get-InboundConnector | Format-List Name,Enabled,ConnectorType,SenderDomains,RestrictDomainsToIPAddresses,SenderIPAddresses,RestrictDomainsToCertificate,TlsSenderCertificateName',
    },
    {
      do: 'Add the public address of this server to that connector.',
      command: "Set-InboundConnector '<name of the connector>' -SenderIPAddresses @{Add='<public address>'}",
      caution:
        'Only addresses that nobody but you sends from. Do not lift the restriction: it keeps others from going past the filter service.',
      verify: 'The next session on this connector is answered with 250 after RCPT TO; changes in Exchange Online may take some minutes.',
      undo: "Set-InboundConnector '<name of the connector>' -SenderIPAddresses @{Remove='<public address>'}",
    },
    {
      do: 'Where the connector asks for a certificate, have this server send the one that it names; or, if the domain wants its mail by way of a filter service, send to its MX record.',
      verify: 'As above.',
    },
  ],

  references: [
    { title: 'Set-InboundConnector', url: 'https://learn.microsoft.com/powershell/module/exchange/set-inboundconnector' },
    {
      title: 'Set up connectors for secure mail flow with a partner organization',
      url: 'https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/set-up-connectors-for-secure-mail-flow-with-a-partner',
    },
  ],
});
