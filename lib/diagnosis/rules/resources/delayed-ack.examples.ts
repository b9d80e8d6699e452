import { receiveLog, type RuleExamples } from '../../examples.js';

const UNTIL_TEXT = `
  <,MAIL FROM:<invoices@contoso.example>,
  >,250 2.1.0 Sender OK,
  <,RCPT TO:<b@contoso.example>,
  >,250 2.1.5 Recipient OK,
  <,DATA,
  >,354 Start mail input; end with <CRLF>.<CRLF>,`;

const APPLICATION = { connector: 'EX01\\Relay', remote: '10.1.2.40:50312' };

export const examples: RuleExamples = {
  rule: 'delayed-ack',
  speaks: [
    {
      told: 'an application waits 20 seconds and Exchange 30',
      log: receiveLog(
        `${UNTIL_TEXT}
         +30000 *,Tarpit for '0.00:00:30' due to 'DelayedAck',Expired
         -,,Remote(ConnectionReset)`,
        APPLICATION,
      ),
      evidence: [5, 7, 8],
      keyFact: '10.1.2.40',
    },
  ],
  staysSilent: [
    {
      told: 'the client waits and gets its acknowledgement',
      because: 'a delay is no failure',
      log: receiveLog(
        `${UNTIL_TEXT}
         +25639 *,Tarpit for '0.00:00:25.639' due to 'DelayedAck',Delivered
         >,250 2.6.0 <a1@contoso.example> Queued mail for delivery,
         -,,Remote`,
        APPLICATION,
      ),
    },
    {
      told: 'the log ends after the delay',
      because: 'the acknowledgement may stand in the next file',
      log: receiveLog(
        `${UNTIL_TEXT}
         +25639 *,Tarpit for '0.00:00:25.639' due to 'DelayedAck',Delivered`,
        APPLICATION,
      ),
    },
    {
      told: 'a stranger is kept waiting before a refusal',
      because: 'that delay is the price of a refused command',
      log: receiveLog(
        `<,RCPT TO:<b@fabrikam.example>,
         *,Tarpit for '0.00:00:05',
         +5000 >,550 5.7.1 Unable to relay,
         -,,Remote`,
        { remote: '198.51.100.77:40112' },
      ),
    },
  ],
};
