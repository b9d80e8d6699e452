import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'recipient-access-denied-5-4-1',
  speaks: [
    {
      told: 'a mailbox was not synchronised to the tenant',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<new@fabrikam.example>,
        <,550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com],
        >,QUIT,
        -,,Local`),
      evidence: [3, 4],
      keyFact: 'fabrikam.example',
    },
    {
      told: 'the excerpt begins after RCPT',
      log: sendLog(`
        <,550 5.4.1 Recipient address rejected: Access denied. For more information see https://aka.ms/EXOSmtpErrors,
        -,,Local`),
      evidence: [1],
      keyFact: '5.4.1',
    },
  ],
  staysSilent: [
    {
      told: 'a Postfix server’s access table refuses the address',
      because: 'that is another system with another remedy',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,554 5.7.1 <b@fabrikam.example>: Recipient address rejected: Access denied,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
    },
    {
      told: 'the domain is not accepted at all',
      because: '“Relay Access Denied” is about the domain, not the recipient',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.4.1 Relay Access Denied [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com],
        -,,Local`),
    },
    {
      told: 'a stranger quotes the words at us',
      because: 'in a receive log the other side does not answer',
      log: receiveLog(`
        <,550 5.4.1 Recipient address rejected: Access denied,
        >,500 5.3.3 Unrecognized command,
        -,,Remote`),
    },
  ],
};
