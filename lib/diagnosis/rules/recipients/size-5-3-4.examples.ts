import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'size-5-3-4',
  speaks: [
    {
      told: 'a scanner sends more than the connector offers',
      log: receiveLog(
        `<,EHLO scanner.contoso.example,
         >,250  EX01.contoso.example Hello [10.1.2.30] SIZE 37748736 PIPELINING DSN,
         <,MAIL FROM:<scanner@contoso.example> SIZE=52428800,
         >,552 5.3.4 Message size exceeds fixed maximum message size,
         -,,Remote`,
        { connector: 'EX01\\Relay', remote: '10.1.2.30:50312' },
      ),
      evidence: [2, 3, 4],
      keyFact: '552 5.3.4',
    },
    {
      told: 'Exchange Online offers more, but the mailbox takes less',
      log: sendLog(`
        >,EHLO mail.contoso.example,
        <,250  DB8EUR05FT012.mail.protection.outlook.com Hello [203.0.113.7] SIZE 157286400 PIPELINING,
        >,MAIL FROM:<a@contoso.example> SIZE=52428800,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Recipient OK,
        >,BDAT 52428800 LAST,
        <,550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient,
        -,,Local`),
      evidence: [2, 7, 8],
      keyFact: 'fabrikam.example',
    },
  ],
  staysSilent: [
    {
      told: 'the mailbox is full',
      because: '552 with 5.2.2 is about the mailbox, not about this message',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,552 5.2.2 mailbox full,
        -,,Local`),
    },
    {
      told: 'a large message is taken',
      because: 'its size is no fault',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example> SIZE=52428800,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Recipient OK,
        >,BDAT 52428800 LAST,
        <,250 2.6.0 <a1@contoso.example> Queued mail for delivery,
        -,,Local`),
    },
  ],
};
