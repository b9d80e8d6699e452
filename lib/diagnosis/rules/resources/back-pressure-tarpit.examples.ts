import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

const THE_REST = `
  <,RCPT TO:<a@contoso.example>,
  >,250 2.1.5 Recipient OK,
  <,BDAT 4711 LAST,
  >,250 2.6.0 <b1@fabrikam.example> Queued mail for delivery,
  <,QUIT,
  >,221 2.0.0 Service closing transmission channel,
  -,,Local`;

const FABRIKAM = { remote: '198.51.100.25:40112' };

export const examples: RuleExamples = {
  rule: 'back-pressure-tarpit',
  speaks: [
    {
      told: 'a flood fills the submission queue, and every MAIL waits for 15 seconds',
      log: receiveLog(
        `+,,
         >,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
         <,EHLO mail.fabrikam.example,
         >,250  mail.contoso.example Hello [198.51.100.25] SIZE 37748736 PIPELINING 8BITMIME CHUNKING,
         <,MAIL FROM:<b@fabrikam.example> SIZE=4711,
         +15012 >,250 2.1.0 Sender OK,${THE_REST}`,
        FABRIKAM,
      ),
      evidence: [5, 6],
      keyFact: 'MAIL FROM',
    },
  ],
  staysSilent: [
    {
      told: 'MAIL is answered at once, and the client takes its time',
      because: 'it is the client that is slow',
      log: receiveLog(
        `<,MAIL FROM:<b@fabrikam.example> SIZE=4711,
         >,250 2.1.0 Sender OK,
         +20000 <,RCPT TO:<a@contoso.example>,
         >,250 2.1.5 Recipient OK,
         <,BDAT 4711 LAST,
         >,250 2.6.0 <b1@fabrikam.example> Queued mail for delivery,
         -,,Remote`,
        FABRIKAM,
      ),
    },
    {
      told: 'MAIL is refused after five seconds',
      because: 'a refusal is held back from everybody',
      log: receiveLog(
        `<,MAIL FROM:<b@fabrikam.example>,
         *,Tarpit for '0.00:00:05',
         +5000 >,550 5.7.1 Client does not have permissions to send as this sender,
         -,,Remote`,
        FABRIKAM,
      ),
    },
    {
      told: 'the acknowledgement of the message is late',
      because: 'shadow redundancy waits for its copy, and the message is taken',
      log: receiveLog(
        `<,MAIL FROM:<b@fabrikam.example>,
         >,250 2.1.0 Sender OK,
         <,RCPT TO:<a@contoso.example>,
         >,250 2.1.5 Recipient OK,
         <,BDAT 4711 LAST,
         +25639 *,Tarpit for '0.00:00:25.639' due to 'DelayedAck',Delivered
         >,250 2.6.0 <b1@fabrikam.example> Queued mail for delivery,
         -,,Remote`,
        FABRIKAM,
      ),
    },
    {
      told: 'another system answers our MAIL late',
      because: 'it is another’s server that is slow, and the mail goes out',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        +15000 <,250 2.1.0 Ok,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Ok,
        >,BDAT 512 LAST,
        <,250 2.0.0 Ok: queued,
        -,,Local`),
    },
  ],
};
