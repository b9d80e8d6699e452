import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'address-block-receive',
  speaks: [
    {
      told: 'a host on the internet stands on a block list that we ask',
      log: receiveLog(
        `<,MAIL FROM:<x@spam.example>,
         >,250 2.1.0 Sender OK,
         <,RCPT TO:<a@contoso.example>,
         >,"550 5.7.1 Recipient not authorized, your IP has been found on a block list",
         -,,Remote`,
        { remote: '198.51.100.77:40112' },
      ),
      evidence: [3, 4],
      keyFact: '550 5.7.1 the internet',
    },
    {
      told: 'the gateway before Exchange is judged in place of the real senders',
      log: receiveLog(
        `<,MAIL FROM:<b@fabrikam.example>,
         >,554 5.1.0 Sender denied,
         -,,Local`,
        { remote: '10.1.1.9:40112' },
      ),
      evidence: [1, 2],
      keyFact: '554 5.1.0 10.1.1.9',
    },
  ],
  staysSilent: [
    {
      told: 'another server has our address on a block list',
      because: 'in a send log the refusal is theirs',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.1 Recipient not authorized, your IP has been found on a block list",
        -,,Local`),
    },
    {
      told: 'a stranger tries to relay',
      because: 'no filter refuses it, the connector does',
      log: receiveLog(`
        <,RCPT TO:<b@fabrikam.example>,
        >,550 5.7.1 Unable to relay,
        -,,Remote`),
    },
  ],
};
