import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'recipient-address-invalid',
  speaks: [
    {
      told: 'an application still sends to the address of its manual',
      log: receiveLog(
        `<,RCPT TO:<admin@mail.example>,
         >,550 5.1.4 Recipient address reserved by RFC 2606,
         -,,Remote`,
        { connector: 'EX01\\Relay', remote: '10.1.2.40:50312' },
      ),
      evidence: [1, 2],
      keyFact: '550 5.1.4',
    },
    {
      told: 'the other side cannot read the address',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam..example>,
        <,501 5.1.3 Bad recipient address syntax,
        -,,Local`),
      evidence: [1, 2],
      keyFact: '501 5.1.3',
    },
  ],
  staysSilent: [
    {
      told: 'the address is in order and unknown',
      because: 'that is 5.1.1',
      log: sendLog(`
        >,RCPT TO:<gone@fabrikam.example>,
        <,550 5.1.1 User unknown,
        -,,Local`),
    },
    {
      told: 'the sender’s address is malformed',
      because: 'that is 5.1.7',
      log: receiveLog(`
        <,MAIL FROM:<printer 2nd floor>,
        >,501 5.1.7 Invalid address,
        -,,Remote`),
    },
  ],
};
