import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'banned-sender-5-7-511',
  speaks: [
    {
      told: 'Microsoft asks to be written to',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.511 Access denied, banned sender[203.0.113.7]. To request removal from this list please forward this message to delist@microsoft.com [AM5EUR03FT059.eop-EUR03.prod.protection.outlook.com]",
        -,,Local`),
      evidence: [1, 2],
      keyFact: '203.0.113.7',
    },
    {
      told: 'an account was banned for spam',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,"550 5.7.501 Access denied, spam abuse detected",
        -,,Local`),
      evidence: [1, 2],
      keyFact: '5.7.501',
    },
  ],
  staysSilent: [
    {
      told: 'the address is banned, and the portal helps',
      because: 'that is 5.7.606',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.606 Access denied, banned sending IP [203.0.113.7]",
        -,,Local`),
    },
    {
      told: 'one receiver has us on a list of its own',
      because: 'that is its list, not Microsoft’s',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.513 Service unavailable, Client host [203.0.113.7] blocked by fabrikam.example using Customer Block list (AS16012607)",
        -,,Local`),
    },
  ],
};
