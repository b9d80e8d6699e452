import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'direct-send-5-7-68',
  speaks: [
    {
      told: 'the tenant begins to reject Direct Send, and the application server has no connector',
      log: sendLog(`
        >,MAIL FROM:<invoices@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@contoso.example>,
        <,550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com],
        >,QUIT,
        -,,Local`),
      evidence: [3, 4],
      keyFact: 'no certificate',
    },
    {
      told: 'the hybrid server’s certificate was renewed under another name',
      log: sendLog(`
        *, CN=mail.contoso.example CN=Issuing CA 0A1B2C3D4E5F60718293A4B5C6D7E8F9 2D21517CD71AA9FE85B27A5D6738A4172A543312 2023-05-01T00:00:00.000Z 2025-01-09T23:59:59.000Z mail.contoso.example,Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@contoso.example>,
        <,550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources,
        -,,Local`),
      evidence: [1, 4, 5],
      keyFact: '2D21517CD71AA9FE85B27A5D6738A4172A543312',
    },
  ],
  staysSilent: [
    {
      told: 'a partner connector lists other addresses',
      because: 'that is 5.7.51, and says which kind of connector refused',
      log: sendLog(`
        >,RCPT TO:<b@contoso.example>,
        <,550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the message's recipient domain,
        -,,Local`),
    },
    {
      told: 'the tenant would not relay for us',
      because: 'that is 5.7.64: the recipient is none of the tenant’s',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.7.64 TenantAttribution; Relay Access Denied,
        -,,Local`),
    },
  ],
};
