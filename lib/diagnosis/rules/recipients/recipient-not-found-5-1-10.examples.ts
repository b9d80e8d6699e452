import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'recipient-not-found-5-1-10',
  speaks: [
    {
      told: 'Exchange Online has no mail user for a mailbox that is still on-premises',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<anna@Fabrikam.example>,
        <,550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient anna@fabrikam.example not found by SMTP address lookup,
        >,QUIT,
        -,,Local`),
      evidence: [3, 4],
      keyFact: 'fabrikam.example',
    },
    {
      told: 'we refuse mail for a mailbox that was removed',
      log: receiveLog(`
        <,MAIL FROM:<b@fabrikam.example>,
        >,250 2.1.0 Sender OK,
        <,RCPT TO:<gone@contoso.example>,
        *,Tarpit for '0.00:00:05',
        +5000 >,550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup,
        -,,Remote`),
      evidence: [3, 5],
      keyFact: 'contoso.example',
    },
    {
      told: 'the message is refused only after its text was sent',
      log: sendLog(`
        >,RCPT TO:<anna@fabrikam.example>,
        <,250 2.1.5 Recipient OK,
        >,BDAT 4711 LAST,
        <,550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup,
        -,,Local`),
      evidence: [3, 4],
      keyFact: '5.1.10',
    },
  ],
  staysSilent: [
    {
      told: 'one of two recipients is unknown and the other gets the message',
      because: 'the message was delivered',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<gone@fabrikam.example>,
        <,550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Recipient OK,
        >,BDAT 4711 LAST,
        <,250 2.6.0 <a1@contoso.example> Queued mail for delivery,
        -,,Local`),
    },
    {
      told: 'another mail system does not know the user',
      because: 'that is 5.1.1, and no directory of Exchange was asked',
      log: sendLog(`
        >,RCPT TO:<gone@fabrikam.example>,
        <,550 5.1.1 <gone@fabrikam.example>: Recipient address rejected: User unknown,
        -,,Local`),
    },
    {
      told: 'the edge of Exchange Online turns the address away',
      because: 'that is 5.4.1, directory-based edge blocking',
      log: sendLog(`
        >,RCPT TO:<gone@fabrikam.example>,
        <,550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com],
        -,,Local`),
    },
  ],
};
