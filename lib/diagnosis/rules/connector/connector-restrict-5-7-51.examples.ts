import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'connector-restrict-5-7-51',
  speaks: [
    {
      told: 'the hybrid server has got another public address than the partner connector lists',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@contoso.example>,
        <,550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the message's recipient domain. The connector had either the RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set [CH3PEPF00000016.namprd21.prod.outlook.com],
        >,QUIT,
        -,,Local`),
      evidence: [3, 4],
      keyFact: '550 5.7.51',
    },
    {
      told: 'Exchange Online keeps it short',
      log: sendLog(`
        >,RCPT TO:<b@contoso.example>,
        <,550 5.7.51 TenantInboundAttribution; Rejecting,
        -,,Remote`),
      evidence: [1, 2],
      keyFact: '550 5.7.51',
    },
  ],
  staysSilent: [
    {
      told: 'the tenant takes no direct mail without a connector',
      because: '5.7.68 (Direct Send) is no partner connector’s doing',
      log: sendLog(`
        >,RCPT TO:<b@contoso.example>,
        <,550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources,
        -,,Local`),
    },
    {
      told: 'the tenant does not recognise this server as its own',
      because: 'that is 5.7.64, and no partner connector is involved',
      log: sendLog(`
        >,RCPT TO:<b@contoso.example>,
        <,550 5.7.64 TenantAttribution; Relay Access Denied,
        -,,Local`),
    },
  ],
};
