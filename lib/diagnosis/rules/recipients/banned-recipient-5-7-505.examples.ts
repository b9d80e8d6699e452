import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'banned-recipient-5-7-505',
  speaks: [
    {
      told: 'an old list is sent to, and one of its addresses was shut',
      log: sendLog(`
        >,RCPT TO:<old@Fabrikam.example>,
        <,"550 5.7.505 Access denied, banned recipient [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com]",
        -,,Local`),
      evidence: [1, 2],
      keyFact: 'fabrikam.example',
    },
  ],
  staysSilent: [
    {
      told: 'the sender is banned',
      because: 'that is 5.7.511, and hits all mail of ours',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.511 Access denied, banned sender[203.0.113.7]",
        -,,Local`),
    },
    {
      told: 'the others of the message are taken',
      because: 'the message was delivered',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<old@fabrikam.example>,
        <,"550 5.7.505 Access denied, banned recipient",
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Recipient OK,
        >,BDAT 4711 LAST,
        <,250 2.6.0 <a1@contoso.example> Queued mail for delivery,
        -,,Local`),
    },
  ],
};
