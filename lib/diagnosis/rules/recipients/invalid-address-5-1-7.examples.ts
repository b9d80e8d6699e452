import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'invalid-address-5-1-7',
  speaks: [
    {
      told: 'a printer gives its name instead of an address',
      log: receiveLog(
        `<,MAIL FROM:<printer 2nd floor>,
         *,Tarpit for '0.00:00:05',
         +5000 >,501 5.1.7 Invalid address,
         -,,Remote`,
        { connector: 'EX01\\Relay', remote: '10.1.2.30:50312' },
      ),
      evidence: [1, 3],
      keyFact: '10.1.2.30',
    },
    {
      told: 'the receiving server finds no such domain as ours',
      log: sendLog(
        `>,MAIL FROM:<a@contoso.invalid>,
         <,250 2.1.0 Ok,
         >,RCPT TO:<b@fabrikam.example>,
         <,450 4.1.8 <a@contoso.invalid>: Sender address rejected: Domain not found,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
      evidence: [3, 4],
      keyFact: '450 4.1.8',
    },
  ],
  staysSilent: [
    {
      told: 'Exchange Online has stopped the sender',
      because: 'the address is in order',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.1.8 Access denied, bad outbound sender AS(42000001)",
        -,,Local`),
    },
    {
      told: 'the recipient’s address is malformed',
      because: 'that is 5.1.3',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam..example>,
        <,501 5.1.3 Bad recipient address syntax,
        -,,Local`),
    },
    {
      told: 'the sender is empty, as in every bounce',
      because: 'MAIL FROM:<> is no invalid address',
      log: receiveLog(`
        <,MAIL FROM:<>,
        >,250 2.1.0 Sender OK,
        <,QUIT,
        >,221 2.0.0 Service closing transmission channel,
        -,,Local`),
    },
  ],
};
