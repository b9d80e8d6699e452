import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'tenant-block-list-5-7-703',
  speaks: [
    {
      told: 'a sender of spam was blocked together with the whole domain of a customer',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Recipient OK,
        >,BDAT 4711 LAST,
        <,"550 5.7.703 Your message can't be delivered because messages to fabrikam.example are blocked by your organization using Tenant Allow Block List.",
        -,,Local`),
      evidence: [3, 4],
      keyFact: '550 5.7.703',
    },
  ],
  staysSilent: [
    {
      told: 'the whole tenant may not send',
      because: 'that is 5.7.705: exo-tenant-blocked',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,"550 5.7.705 Access denied, tenant has exceeded threshold",
        -,,Local`),
    },
    {
      told: 'the recipient’s organisation blocks our address',
      because: 'it is their list and not ours: dnsbl',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.513 Service unavailable, Client host [203.0.113.7] blocked by fabrikam.example using Customer Block list (AS16012607)",
        -,,Local`),
    },
  ],
};
