import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'exo-throttle-4-7-500',
  speaks: [
    {
      told: 'the new internet line is a stranger to Exchange Online',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,451 4.7.500 Server busy. Please try again later from [203.0.113.7]. (S77719) [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com],
        -,,Local`),
      evidence: [1, 2],
      keyFact: '203.0.113.7',
    },
    {
      told: 'suspicious activity was seen on the address',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,"451 4.7.850 Access denied, please try again later",
        -,,Local`),
      evidence: [1, 2],
      keyFact: 'unknown address',
    },
  ],
  staysSilent: [
    {
      told: 'Outlook.com limits the rate for the reputation of the address',
      because: 'that is 4.7.650, with a page of its own',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,451 4.7.650 The mail server [203.0.113.7] has been temporarily rate limited due to IP reputation. (S775),
        -,,Local`),
    },
    {
      told: 'our version of Exchange is too old',
      because: 'that is 4.7.230, and does not pass by itself',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,450 4.7.230 Connecting Exchange server version is out-of-date; connection to Exchange Online throttled for 5 mins/hr.,
        -,,Local`),
    },
    {
      told: 'the address is banned',
      because: '5yz does not pass by itself',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.606 Access denied, banned sending IP [203.0.113.7]",
        -,,Local`),
    },
  ],
};
