import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'auth-send-as-5-7-60',
  speaks: [
    {
      told: 'an application logs on as one mailbox and sends as another',
      log: receiveLog(
        `*,CONTOSO\\app,authenticated
         >,235 2.7.0 Authentication successful,
         <,MAIL FROM:<invoices@contoso.example>,
         >,250 2.1.0 Sender OK,
         <,RCPT TO:<b@contoso.example>,
         >,250 2.1.5 Recipient OK,
         <,DATA,
         >,354 Start mail input; end with <CRLF>.<CRLF>,
         >,550 5.7.60 SMTP; Client does not have permissions to send as this sender,
         -,,Remote`,
        { connector: 'EX01\\Client Frontend EX01', remote: '10.1.5.31:40112' },
      ),
      evidence: [7, 9],
      keyFact: '10.1.5.31',
    },
    {
      told: 'a relay box hands a bounce to Exchange Online with an account that may not',
      log: sendLog(
        `>,MAIL FROM:<> SIZE=2357498,
         <,250 2.1.0 Sender OK,
         >,RCPT TO:<b@contoso.example>,
         <,250 2.1.5 Recipient OK,
         >,BDAT 2357498 LAST,
         <,550 5.7.60 SMTP; Client does not have permissions to send as this sender [BY2PR1001MB1094.namprd10.prod.outlook.com],
         >,QUIT,
         -,,Local`,
        { connector: 'Scanner to the cloud', remote: '40.97.132.226:587' },
      ),
      evidence: [5, 6],
      keyFact: 'the internet',
    },
    {
      told: 'an older build refuses an anonymous client that uses the own domain',
      log: receiveLog(
        `<,MAIL FROM:<boss@contoso.example>,
         >,550 5.7.1 Anonymous client does not have permissions to send as this sender,
         -,,Remote`,
        { remote: '198.51.100.25:40112' },
      ),
      evidence: [1, 2],
      keyFact: 'the internet',
    },
  ],
  staysSilent: [
    {
      told: 'the client may not relay',
      because: 'there the recipient is the reason and not the sender',
      log: receiveLog(`
        <,MAIL FROM:<a@contoso.example>,
        >,250 2.1.0 Sender OK,
        <,RCPT TO:<b@fabrikam.example>,
        >,550 5.7.1 Unable to relay,
        -,,Remote`),
    },
    {
      told: 'the client has not logged on',
      because: 'that is asked before any sender is judged',
      log: receiveLog(`
        <,MAIL FROM:<a@contoso.example>,
        >,530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM,
        -,,Remote`),
    },
  ],
};
