import { receiveLog, type RuleExamples } from '../../examples.js';

const DEVICE = { connector: 'EX01\\Default Frontend EX01', remote: '10.1.2.40:50312' };

export const examples: RuleExamples = {
  rule: 'tarpit',
  speaks: [
    {
      told: 'a scanner gives up after three seconds, and Exchange makes it wait for five',
      log: receiveLog(
        `<,MAIL FROM:<scanner@contoso.example>,
         >,250 2.1.0 Sender OK,
         <,RCPT TO:<b@fabrikam.example>,
         *,Tarpit for '0.00:00:05',
         +3000 -,,Remote`,
        DEVICE,
      ),
      evidence: [3, 4, 5],
      keyFact: '10.1.2.40',
    },
  ],
  staysSilent: [
    {
      told: 'the device waits and is refused',
      because: 'the refusal is the failure, and the wait follows from it: relay-denied-receive',
      log: receiveLog(
        `<,RCPT TO:<b@fabrikam.example>,
         *,Tarpit for '0.00:00:05',
         +5000 >,550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain,
         -,,Remote`,
        DEVICE,
      ),
    },
    {
      told: 'a stranger on the internet leaves while he waits',
      because: 'that is what the wait is for',
      log: receiveLog(
        `<,RCPT TO:<guess@contoso.example>,
         *,Tarpit for '0.00:00:05',
         +3000 -,,Remote`,
        { remote: '198.51.100.77:40112' },
      ),
    },
    {
      told: 'the acknowledgement is held back for shadow redundancy, and the client leaves',
      because: 'the message is taken: delayed-ack',
      log: receiveLog(
        `<,DATA,
         >,354 Start mail input; end with <CRLF>.<CRLF>,
         +30000 *,Tarpit for '0.00:00:30' due to 'DelayedAck',Expired
         -,,Remote(ConnectionReset)`,
        DEVICE,
      ),
    },
  ],
};
