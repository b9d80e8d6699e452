import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'service-inactive',
  speaks: [
    {
      told: 'this server is in maintenance mode, and Exchange says so in a row of its own',
      log: receiveLog(`
        <,MAIL FROM:<a@fabrikam.example>,
        *,,Rejecting the non-probe message and disconnecting as transport service is Inactive.
        >,421 4.3.2 Service not active,
        -,,Local`),
      evidence: [2, 3],
      keyFact: 'this server',
    },
    {
      told: 'a neighbour in the availability group takes no mail',
      log: sendLog(
        `*,,attempting to connect
         +,,
         <,421 4.3.2 Service not available,
         -,,Remote`,
        { connector: 'Intra-Organization SMTP Send Connector', remote: '10.1.1.20:2525' },
      ),
      evidence: [3],
      keyFact: '10.1.1.20',
    },
  ],
  staysSilent: [
    {
      told: 'there are too many connections from one address',
      because: '4.3.2 has several meanings: concurrency-4-3-2',
      log: receiveLog(
        `>,"421 4.3.2 The maximum number of concurrent server connections has exceeded a per-source limit, closing transmission channel",
         -,,Local`,
        { remote: '10.1.1.5:40112' },
      ),
    },
    {
      told: 'the server stops after it has taken the message',
      because: 'what was handed over is safe',
      log: receiveLog(`
        <,MAIL FROM:<a@fabrikam.example>,
        >,250 2.1.0 Sender OK,
        <,RCPT TO:<b@contoso.example>,
        >,250 2.1.5 Recipient OK,
        <,BDAT 512 LAST,
        >,250 2.6.0 <a1@fabrikam.example> Queued mail for delivery,
        >,421 4.3.2 Service not available,
        -,,Local`),
    },
  ],
};
