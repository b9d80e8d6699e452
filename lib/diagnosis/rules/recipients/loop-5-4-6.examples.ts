import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'loop-5-4-6',
  speaks: [
    {
      told: 'the domain is an internal relay on both sides of the hybrid, and the address exists on neither',
      log: receiveLog(`
        <,MAIL FROM:<a@fabrikam.example>,
        >,250 2.1.0 Sender OK,
        <,RCPT TO:<nobody@Contoso.example>,
        >,250 2.1.5 Recipient OK,
        <,BDAT 4711 LAST,
        >,554 5.4.6 Hop count exceeded - possible mail loop,
        -,,Remote`),
      evidence: [5, 6],
      keyFact: 'contoso.example',
    },
    {
      told: 'Exchange Online stops the loop',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,550 5.4.14 Hop count exceeded - possible mail loop ATTR34 [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com],
        -,,Local`),
      evidence: [1, 2],
      keyFact: '550 5.4.14',
    },
  ],
  staysSilent: [
    {
      told: 'the domain does not exist',
      because: '5.4.4 is about the route, not about a circle',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.4.4 Unable to route,
        -,,Local`),
    },
    {
      told: 'a message about mail loops is delivered',
      because: 'delivered is delivered',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Recipient OK,
        >,BDAT 4711 LAST,
        <,250 2.6.0 <possible mail loop@contoso.example> Queued mail for delivery,
        -,,Local`),
    },
  ],
};
