import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

const INTERNET = { connector: 'Internet', remote: '198.51.100.25:25' };

export const examples: RuleExamples = {
  rule: 'greylisting',
  speaks: [
    {
      told: 'a receiver greylists and says so',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,450 4.2.0 <b@fabrikam.example>: Recipient address rejected: Greylisted,
         >,QUIT,
         -,,Local`,
        INTERNET,
      ),
      evidence: [1, 2],
      keyFact: 'fabrikam.example',
    },
    {
      told: 'a receiver only asks to try again',
      log: sendLog(
        `>,RCPT TO:<b@fabrikam.example>,
         <,451 4.7.1 Please try again later,
         >,QUIT,
         -,,Local`,
        INTERNET,
      ),
      evidence: [1, 2],
      keyFact: 'fabrikam.example',
    },
  ],
  staysSilent: [
    {
      told: 'Exchange Online slows the address down',
      because: 'that is 4.7.500',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,451 4.7.500 Server busy. Please try again later from [203.0.113.7]. (S77719),
        -,,Local`),
    },
    {
      told: 'an Exchange front end does not reach its back end',
      because: 'PRX is trouble within that server',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,451 4.7.0 Temporary server error. Please try again later. PRX5,
        -,,Local`),
    },
    {
      told: 'we put a client off ourselves',
      because: 'that is our own doing',
      log: receiveLog(`
        <,RCPT TO:<a@contoso.example>,
        >,451 4.7.1 Please try again later,
        -,,Remote`),
    },
    {
      told: 'the mail is taken in the same session',
      because: 'delivered is delivered',
      log: sendLog(
        `>,MAIL FROM:<a@contoso.example>,
         <,250 2.1.0 Ok,
         >,RCPT TO:<b1@fabrikam.example>,
         <,450 4.2.0 Greylisted,
         >,RCPT TO:<b2@fabrikam.example>,
         <,250 2.1.5 Ok,
         >,DATA,
         <,354 go ahead,
         <,250 2.0.0 Ok,
         -,,Local`,
        INTERNET,
      ),
    },
  ],
};
