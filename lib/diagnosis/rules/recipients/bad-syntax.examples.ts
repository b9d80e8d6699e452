import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'bad-syntax',
  speaks: [
    {
      told: 'a scanner has an underscore in its name',
      log: receiveLog(
        `>,220 EX01.contoso.example Microsoft ESMTP MAIL Service ready,
         <,EHLO SCAN_01,
         >,501 5.5.4 Invalid domain name,
         -,,Remote`,
        { connector: 'EX01\\Relay', remote: '10.1.2.30:50312' },
      ),
      evidence: [2, 3],
      keyFact: 'EHLO 10.1.2.30',
    },
    {
      told: 'a device does not greet',
      log: receiveLog(
        `<,MAIL FROM:<scanner@contoso.example>,
         >,503 5.5.2 Send hello first,
         -,,Remote`,
        { connector: 'EX01\\Relay', remote: '10.1.2.30:50312' },
      ),
      evidence: [1, 2],
      keyFact: 'MAIL 10.1.2.30',
    },
    {
      told: 'another mail system does not like the parameters of our MAIL FROM',
      log: sendLog(
        `>,EHLO mail.contoso.example,
         <,250 mx.fabrikam.example,
         >,MAIL FROM:<a@contoso.example> SIZE=4711,
         <,501 Syntax error in parameters,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
      evidence: [3, 4],
      keyFact: 'MAIL 198.51.100.25',
    },
  ],
  staysSilent: [
    {
      told: 'EHLO is not known to the other side, and HELO is',
      because: 'mail goes on with HELO',
      log: sendLog(`
        >,EHLO mail.contoso.example,
        <,500 Command unrecognized,
        >,HELO mail.contoso.example,
        <,250 mx.fabrikam.example,
        >,MAIL FROM:<a@contoso.example>,
        <,250 Ok,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 Ok,
        >,DATA,
        <,354 go ahead,
        <,250 Ok,
        -,,Local`),
    },
    {
      told: 'DATA comes after the only recipient was refused',
      because: 'the refused recipient is the failure',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Ok,
        >,RCPT TO:<gone@fabrikam.example>,
        <,550 5.1.1 User unknown,
        >,DATA,
        <,503 5.5.1 Bad sequence of commands,
        -,,Local`),
    },
    {
      told: 'a bot asks for a web page',
      because: 'no mail was attempted',
      log: receiveLog(`
        <,GET / HTTP/1.1,
        >,500 5.3.3 Unrecognized command,
        -,,Remote`),
    },
    {
      told: 'the sender’s address is invalid',
      because: 'the command was understood',
      log: receiveLog(`
        <,MAIL FROM:<printer 2nd floor>,
        >,501 5.1.7 Invalid address,
        -,,Remote`),
    },
  ],
};
