import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'message-rate-4-4-2',
  speaks: [
    {
      told: 'an application sends invoices over port 587',
      log: receiveLog(
        `<,MAIL FROM:<invoices@contoso.example>,
         >,421 4.4.2 Message submission rate for this client has exceeded the configured limit,
         -,,Local`,
        { connector: 'EX01\\Client Frontend EX01', remote: '10.1.2.40:50312' },
      ),
      evidence: [1, 2],
      keyFact: '10.1.2.40',
    },
  ],
  staysSilent: [
    {
      told: 'the connection to the other side broke',
      because: '4.4.2 is said of connections first of all',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,421 4.4.2 Connection dropped due to SocketError,
        -,,Remote`),
    },
    {
      told: 'the client goes on after a pause',
      because: 'its message was taken',
      log: receiveLog(
        `<,MAIL FROM:<invoices@contoso.example>,
         >,250 2.1.0 Sender OK,
         <,RCPT TO:<b@contoso.example>,
         >,250 2.1.5 Recipient OK,
         <,BDAT 4711 LAST,
         >,250 2.6.0 <a1@contoso.example> Queued mail for delivery,
         -,,Remote`,
        { connector: 'EX01\\Client Frontend EX01', remote: '10.1.2.40:50312' },
      ),
    },
  ],
};
