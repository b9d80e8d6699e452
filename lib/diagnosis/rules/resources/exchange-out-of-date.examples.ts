import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'exchange-out-of-date',
  speaks: [
    {
      told: 'mail is slowed down for some minutes of every hour',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@contoso.example>,
        <,450 4.7.230 Connecting Exchange server version is out-of-date; connection to Exchange Online throttled for 5 mins/hr. For more information see https://aka.ms/BlockUnsafeExchange. [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com],
        -,,Local`),
      evidence: [3, 4],
      keyFact: 'exchange server version',
    },
    {
      told: 'weeks later it is blocked as well',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,550 5.7.230 Connecting Exchange server version is out-of-date; connection to Exchange Online blocked for 10 mins/hr.,
        -,,Local`),
      evidence: [1, 2],
      keyFact: 'exchange server version',
    },
  ],
  staysSilent: [
    {
      told: 'Exchange Online is busy',
      because: 'it does not speak of our version',
      log: sendLog(`
        >,RCPT TO:<b@contoso.example>,
        <,451 4.7.500 Server busy. Please try again later from [203.0.113.7]. (S77719),
        -,,Local`),
    },
    {
      told: 'the same server is served in the same hour',
      because: 'this session was delivered',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@contoso.example>,
        <,250 2.1.5 Recipient OK,
        >,BDAT 4711 LAST,
        <,250 2.6.0 <a1@contoso.example> Queued mail for delivery,
        -,,Local`),
    },
  ],
};
