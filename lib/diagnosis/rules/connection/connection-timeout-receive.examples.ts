import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'connection-timeout-receive',
  speaks: [
    {
      told: 'a scanner stops in the middle of its message',
      log: receiveLog(
        `<,MAIL FROM:<scanner@contoso.example>,
         >,250 2.1.0 Sender OK,
         <,RCPT TO:<b@contoso.example>,
         >,250 2.1.5 Recipient OK,
         <,DATA,
         >,354 Start mail input; end with <CRLF>.<CRLF>,
         +300000 >,421 4.4.1 Connection timed out,
         -,,Local`,
        { remote: '10.1.5.20:40112' },
      ),
      evidence: [5, 7],
      keyFact: '10.1.5.20',
    },
    {
      told: 'mail from Exchange Online gets stuck after the sender',
      log: receiveLog(`
        <,MAIL FROM:<a@fabrikam.example> SIZE=25000000,
        >,250 2.1.0 Sender OK,
        +300000 >,421 4.4.1 Connection timed out,
        -,,Local`),
      evidence: [1, 3],
      keyFact: 'Exchange Online',
    },
  ],
  staysSilent: [
    {
      told: 'a client greets and then says nothing',
      because: 'no mail was begun: a probe, or a stranger',
      log: receiveLog(
        `>,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
         <,EHLO probe,
         >,250  mail.contoso.example Hello [198.51.100.25] SIZE 37748736,
         +300000 >,421 4.4.1 Connection timed out,
         -,,Local`,
        { remote: '198.51.100.25:40112' },
      ),
    },
    {
      told: 'a client keeps the connection after its message and is then let go',
      because: 'the message arrived',
      log: receiveLog(`
        <,MAIL FROM:<a@fabrikam.example>,
        >,250 2.1.0 Sender OK,
        <,RCPT TO:<b@contoso.example>,
        >,250 2.1.5 Recipient OK,
        <,BDAT 512 LAST,
        >,250 2.6.0 <a1@fabrikam.example> Queued mail for delivery,
        +300000 >,421 4.4.1 Connection timed out,
        -,,Local`),
    },
    {
      told: 'the other side lets our own connection go',
      because: 'in a send log it is theirs',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,421 4.4.1 Connection timed out,
        -,,Remote`),
    },
  ],
};
