import { sendLog, type RuleExamples } from '../../examples.js';

const DELIVERY = { connector: 'Intra-Organization SMTP Send Connector', remote: '10.1.1.11:475' };

export const examples: RuleExamples = {
  rule: 'recipient-throttled',
  speaks: [
    {
      told: 'an alarm floods one mailbox',
      log: sendLog(
        `>,MAIL FROM:<alarm@contoso.example>,
         <,250 2.1.0 Sender OK,
         >,RCPT TO:<oncall@contoso.example>,
         <,250 2.1.5 Recipient OK,
         >,BDAT 4711 LAST,
         <,432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded,
         -,,Local`,
        DELIVERY,
      ),
      evidence: [5, 6],
      keyFact: '432 4.3.2',
    },
  ],
  staysSilent: [
    {
      told: 'the message is taken on the same connection',
      because: 'then nothing waits',
      log: sendLog(
        `>,MAIL FROM:<alarm@contoso.example>,
         <,250 2.1.0 Sender OK,
         >,RCPT TO:<oncall@contoso.example>,
         <,250 2.1.5 Recipient OK,
         >,BDAT 4711 LAST,
         <,250 2.6.0 <a1@contoso.example> Queued mail for delivery,
         -,,Local`,
        DELIVERY,
      ),
    },
    {
      told: 'the whole server refuses for now',
      because: '4.3.2 alone is said of services and connections too',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,421 4.3.2 Service not available,
        -,,Remote`),
    },
  ],
};
