import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'sender-bad-5-1-8',
  speaks: [
    {
      told: 'the account of an application was stopped after a newsletter',
      log: sendLog(`
        >,MAIL FROM:<app@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Recipient OK,
        >,BDAT 4711 LAST,
        <,"550 5.1.8 Access denied, bad outbound sender AS(42000001) [DB8PEPF00000001.eurprd02.prod.outlook.com]",
        -,,Local`),
      evidence: [5, 6],
      keyFact: '550 5.1.8',
    },
  ],
  staysSilent: [
    {
      told: 'a Postfix server finds no DNS entry for the sender’s domain',
      because: 'the same status means another thing there',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,550 5.1.8 <a@contoso.invalid>: Sender address rejected: Domain not found,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
    },
    {
      told: 'the address of the sending server is banned',
      because: 'that is about the server, not the sender',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.606 Access denied, banned sending IP [203.0.113.7]",
        -,,Local`),
    },
  ],
};
