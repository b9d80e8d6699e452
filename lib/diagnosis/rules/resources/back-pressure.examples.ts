import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'back-pressure',
  speaks: [
    {
      told: 'the disk of the queue database is nearly full',
      log: receiveLog(`
        <,MAIL FROM:<b@fabrikam.example> SIZE=4711,
        >,452 4.3.1 Insufficient system resources (UsedDiskSpace[D:\\Queue\\]),
        <,QUIT,
        >,221 2.0.0 Service closing transmission channel,
        -,,Local`),
      evidence: [1, 2],
      keyFact: 'UsedDiskSpace',
    },
    {
      told: 'an older build does not name the resource',
      log: receiveLog(`
        <,MAIL FROM:<b@fabrikam.example>,
        >,452 4.3.1 Insufficient system resources,
        -,,Remote`),
      evidence: [1, 2],
      keyFact: 'unknown resource',
    },
    {
      told: 'the other Exchange server of the site is short of resources',
      log: sendLog(
        `>,MAIL FROM:<a@contoso.example>,
         <,452 4.3.1 Insufficient system resources,
         -,,Local`,
        { connector: 'Intra-Organization SMTP Send Connector', remote: '10.1.1.11:2525' },
      ),
      evidence: [1, 2],
      keyFact: '10.1.1.11',
    },
  ],
  staysSilent: [
    {
      told: 'one mailbox is full',
      because: 'the server has room',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,452 4.2.2 mailbox full,
        -,,Local`),
    },
    {
      told: 'the rest of the recipients shall come in another transaction',
      because: '452 has many meanings',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,452 4.5.3 Too many recipients,
        -,,Local`),
    },
    {
      told: 'the acknowledgement is delayed for shadow redundancy',
      because: 'the message was taken',
      log: receiveLog(`
        <,MAIL FROM:<b@fabrikam.example>,
        >,250 2.1.0 Sender OK,
        <,RCPT TO:<a@contoso.example>,
        >,250 2.1.5 Recipient OK,
        <,DATA,
        >,354 Start mail input; end with <CRLF>.<CRLF>,
        +25639 *,Tarpit for '0.00:00:25.639' due to 'DelayedAck',Delivered
        >,250 2.6.0 <a1@fabrikam.example> Queued mail for delivery,
        -,,Remote`),
    },
  ],
};
