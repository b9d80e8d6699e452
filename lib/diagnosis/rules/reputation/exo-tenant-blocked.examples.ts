import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'exo-tenant-blocked',
  speaks: [
    {
      told: 'the tenant was stopped after an account was taken over',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.705 Access denied, tenant has exceeded threshold. Please contact support [DB8PEPF00000001.eurprd02.prod.outlook.com]",
        -,,Local`),
      evidence: [1, 2],
      keyFact: '550 5.7.705',
    },
    {
      told: 'a trial tenant sends from a distrusted address',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,"550 5.7.708 Access denied, traffic not accepted from this IP",
        -,,Local`),
      evidence: [1, 2],
      keyFact: '550 5.7.708',
    },
    {
      told: 'an application has used up the day’s recipients outside',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,"550 5.7.233 Your message can't be sent because this tenant exceeded its daily limit for sending e-mail to external recipients (tenant external recipient rate limit or TERRL)",
        -,,Local`),
      evidence: [1, 2],
      keyFact: '550 5.7.233',
    },
  ],
  staysSilent: [
    {
      told: 'the sender’s domain is not registered in the tenant',
      because: '5.7.750 has a remedy of its own',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains,
        -,,Local`),
    },
    {
      told: 'our address is banned',
      because: 'then the tenant is not',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.606 Access denied, banned sending IP [203.0.113.7]",
        -,,Local`),
    },
  ],
};
