import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'too-many-recipients',
  speaks: [
    {
      told: 'an application addresses more recipients than the connector takes',
      log: receiveLog(
        `<,MAIL FROM:<news@contoso.example>,
         >,250 2.1.0 Sender OK,
         <,RCPT TO:<b@fabrikam.example>,
         >,550 5.5.3 Too many recipients,
         -,,Remote`,
        { connector: 'EX01\\Relay', remote: '10.1.2.40:50312' },
      ),
      evidence: [3, 4],
      keyFact: '550 5.5.3',
    },
    {
      told: 'an alarm sends thousands of messages to one mailbox in Exchange Online',
      log: sendLog(`
        >,RCPT TO:<alarm@contoso.example>,
        <,"550 5.2.121 RESOLVER.RST.RecipientRateLimitPerSender; Recipient's per hour message receive limit from specific sender exceeded.",
        -,,Local`),
      evidence: [1, 2],
      keyFact: '550 5.2.121',
    },
  ],
  staysSilent: [
    {
      told: 'the rest of the recipients shall come in another transaction',
      because: '452 4.5.3 after accepted recipients is how the standard splits a message',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b1@fabrikam.example>,
        <,250 2.1.5 Recipient OK,
        >,RCPT TO:<b2@fabrikam.example>,
        <,452 4.5.3 Too many recipients,
        >,BDAT 4711 LAST,
        <,250 2.6.0 <a1@contoso.example> Queued mail for delivery,
        -,,Local`),
    },
    {
      told: 'the session is cut off before the message is answered',
      because: 'one recipient was taken, so nothing has failed',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b1@fabrikam.example>,
        <,250 2.1.5 Recipient OK,
        >,RCPT TO:<b2@fabrikam.example>,
        <,452 4.5.3 Too many recipients,
        >,BDAT 4711 LAST,`),
    },
    {
      told: 'a mailbox is full',
      because: '452 has many meanings',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,452 4.2.2 mailbox full,
        -,,Local`),
    },
  ],
};
