import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'banned-ip-5-7-606',
  speaks: [
    {
      told: 'our NAT address was banned after an outbreak',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.606 Access denied, banned sending IP [203.0.113.7]. To request removal from this list please visit https://sender.office.com/ and follow the directions. (AS16012609) [AM5EUR03FT059.eop-EUR03.prod.protection.outlook.com]",
        -,,Local`),
      evidence: [3, 4],
      keyFact: '203.0.113.7',
    },
    {
      told: 'an IPv6 address is banned',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.612 Access denied, banned sending IP [2001:db8::25].",
        -,,Local`),
      evidence: [1, 2],
      keyFact: '2001:db8::25',
    },
    {
      told: 'the ban in its older words',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using FBLW15; To request removal from this list please forward this message to delist@messaging.microsoft.com",
        -,,Local`),
      evidence: [1, 2],
      keyFact: '203.0.113.7',
    },
  ],
  staysSilent: [
    {
      told: 'the sender is banned, not the address',
      because: 'that is 5.7.511, which the portal does not help with',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.511 Access denied, banned sender[203.0.113.7]. To request removal please forward this message to delist@microsoft.com",
        -,,Local`),
    },
    {
      told: 'our address is slowed down',
      because: '4.7.650 passes by itself',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,451 4.7.650 The mail server [203.0.113.7] has been temporarily rate limited due to IP reputation,
        -,,Local`),
    },
    {
      told: 'a stranger says it to us',
      because: 'in a receive log the other side does not answer',
      log: receiveLog(`
        <,550 5.7.606 Access denied banned sending IP [203.0.113.7],
        >,500 5.3.3 Unrecognized command,
        -,,Remote`),
    },
  ],
};
