import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'auth-not-authenticated-5-7-57',
  speaks: [
    {
      told: 'the connector that faces the internet lets no anonymous senders in',
      log: receiveLog(
        `<,EHLO mx.fabrikam.example,
         >,250  mail.contoso.example Hello [198.51.100.25] SIZE 37748736,
         <,MAIL FROM:<a@fabrikam.example>,
         >,530 5.7.1 Client was not authenticated,
         -,,Remote`,
        { remote: '198.51.100.25:40112' },
      ),
      evidence: [3, 4],
      keyFact: 'the internet',
    },
    {
      told: 'our connector sends to smtp.office365.com and does not log on',
      log: sendLog(
        `>,MAIL FROM:<scanner@contoso.example>,
         <,530 5.7.57 Client not authenticated to send mail. [AM6PR0732BE0065.eurprd07.prod.outlook.com],
         >,QUIT,
         -,,Local`,
        { connector: 'Scanner to the cloud', remote: '52.98.1.20:587' },
      ),
      evidence: [1, 2],
      keyFact: 'the internet',
    },
  ],
  staysSilent: [
    {
      told: 'a client logs on with a wrong password',
      because: 'it did log on: auth-logon-denied',
      log: receiveLog(`
        <,AUTH LOGIN,
        >,535 5.7.3 Authentication unsuccessful,
        -,,Remote`),
    },
    {
      told: 'the connector wants TLS first',
      because: '530 5.7.0 is about STARTTLS and not about a logon',
      log: receiveLog(`
        <,MAIL FROM:<a@fabrikam.example>,
        >,530 5.7.0 Must issue a STARTTLS command first,
        -,,Remote`),
    },
  ],
};
