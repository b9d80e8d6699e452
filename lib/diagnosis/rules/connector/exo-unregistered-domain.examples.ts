import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'exo-unregistered-domain',
  speaks: [
    {
      told: 'an application sends through the hybrid connector with a domain that the tenant does not know',
      log: sendLog(`
        >,MAIL FROM:<app@shop.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains. [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com],
        -,,Local`),
      evidence: [3, 4],
      keyFact: '550 5.7.750',
    },
    {
      told: 'it is refused only after its text',
      log: sendLog(`
        >,MAIL FROM:<app@shop.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Recipient OK,
        >,BDAT 5120 LAST,
        <,550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains,
        -,,Local`),
      evidence: [5, 6],
      keyFact: '550 5.7.750',
    },
  ],
  staysSilent: [
    {
      told: 'the whole tenant is over its threshold',
      because: '5.7.705 blocks every domain, registered or not',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.7.705 Access denied. tenant has exceeded threshold,
        -,,Local`),
    },
    {
      told: 'the sender domain is not verified, and no inbound connector matches',
      because: 'that is 5.7.64, where nothing is attributed to the tenant at all',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.7.64 TenantAttribution; Relay Access Denied,
        -,,Local`),
    },
  ],
};
