import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'loop-own-fqdn',
  speaks: [
    {
      told: 'the send connector bears the name of the gateway that it sends to',
      log: sendLog(
        `<,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
         >,EHLO mail.contoso.example,
         <,250  mail.contoso.example Hello [192.0.2.10] SIZE 37748736,
         >,MAIL FROM:<a@contoso.example>,
         <,554 5.3.5 System incorrectly configured,
         -,,Local`,
        { connector: 'To gateway', remote: '10.1.1.9:25' },
      ),
      evidence: [4, 5],
      keyFact: '10.1.1.9',
    },
  ],
  staysSilent: [
    {
      told: 'a message has passed too many servers',
      because: 'that is a loop of the message, whatever the servers are called',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,554 5.4.6 Hop count exceeded - possible mail loop,
        -,,Local`),
    },
    {
      told: 'the greeting and our EHLO name are alike, and the mail is taken',
      because: 'behind a load balancer that is normal',
      log: sendLog(`
        <,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
        >,EHLO mail.contoso.example,
        <,250  mail.contoso.example Hello [192.0.2.10],
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
