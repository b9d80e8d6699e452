import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'connection-dropped',
  speaks: [
    {
      told: 'a large message gets stuck on the way, and after ten minutes this server gives up',
      log: sendLog(
        `>,MAIL FROM:<a@contoso.example> SIZE=18019331,
         <,250 2.1.0 Ok,
         >,RCPT TO:<b@fabrikam.example>,
         <,250 2.1.5 Ok,
         >,BDAT 18019331 LAST,
         +600000 -,,Local`,
        { connector: 'Internet', remote: '198.51.100.80:25' },
      ),
      evidence: [5, 6],
      keyFact: '198.51.100.80',
    },
    {
      told: 'the other side hangs up on the recipient',
      log: sendLog(
        `>,MAIL FROM:<a@contoso.example>,
         >,RCPT TO:<b@fabrikam.example>,
         <,250 2.1.0 Ok,
         -,,Remote(ConnectionReset)`,
        { connector: 'Internet', remote: '198.51.100.80:25' },
      ),
      evidence: [2, 4],
      keyFact: '198.51.100.80',
    },
    {
      told: 'a firewall in front of us cuts off mail from Exchange Online in the middle of its text',
      log: receiveLog(`
        <,MAIL FROM:<a@fabrikam.example>,
        >,250 2.1.0 Sender OK,
        <,RCPT TO:<b@contoso.example>,
        >,250 2.1.5 Recipient OK,
        <,DATA,
        >,354 Start mail input; end with <CRLF>.<CRLF>,
        +31000 -,,Remote(ConnectionReset)`),
      evidence: [5, 6, 7],
      keyFact: 'Exchange Online',
    },
    {
      told: 'the other side has waited for the text in vain, and says so',
      log: sendLog(
        `>,MAIL FROM:<a@contoso.example> SIZE=18019331,
         <,250 2.1.0 Ok,
         >,RCPT TO:<b@fabrikam.example>,
         <,250 2.1.5 Ok,
         >,DATA,
         <,354 Go ahead,
         +300000 <,421 4.4.1 Connection timed out,
         -,,Remote`,
        { connector: 'Internet', remote: '198.51.100.80:25' },
      ),
      evidence: [5, 7],
      keyFact: '198.51.100.80',
    },
  ],
  staysSilent: [
    {
      told: 'the message was taken, and the connection reset afterwards',
      because: 'a delivered message is delivered',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Ok,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Ok,
        >,BDAT 512 LAST,
        <,250 2.0.0 Ok: queued,
        -,,Remote(ConnectionReset)`),
    },
    {
      told: 'the file ends in the middle of a message',
      because: 'the rest may stand in the next file',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Ok,
        >,BDAT 512 LAST,`),
    },
    {
      told: 'the recipient is refused, and the other side hangs up',
      because: 'the refusal is the failure',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Ok,
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.1.1 User unknown,
        -,,Remote`),
    },
    {
      told: 'a program on the internet asks for a recipient and runs away',
      because: 'nothing was handed over to us, and such clients come all day',
      log: receiveLog(
        `<,MAIL FROM:<a@fabrikam.example>,
         >,250 2.1.0 Sender OK,
         <,RCPT TO:<b@contoso.example>,
         -,,Remote`,
        { remote: '198.51.100.25:40112' },
      ),
    },
  ],
};
