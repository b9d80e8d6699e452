import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'auth-unrecognized-type',
  speaks: [
    {
      told: 'a program on the internet asks for AUTH LOGIN at port 25',
      log: receiveLog(
        `>,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
         <,EHLO ylmf-pc,
         >,250  mail.contoso.example Hello [185.234.217.220] SIZE 37748736 PIPELINING STARTTLS AUTH NTLM 8BITMIME,
         <,AUTH LOGIN,
         *,Tarpit for '0.00:00:05',
         +5000 >,504 5.7.4 Unrecognized authentication type,
         -,,Remote`,
        { remote: '185.234.217.220:61061' },
      ),
      evidence: [3, 4, 6],
      keyFact: 'the internet',
    },
    {
      told: 'a printer of the house logs on before it has asked for TLS',
      log: receiveLog(
        `<,EHLO printer3,
         >,250  mail.contoso.example Hello [10.1.5.20] SIZE 37748736 STARTTLS AUTH NTLM 8BITMIME,
         <,AUTH PLAIN,
         >,504 5.7.4 Unrecognized authentication type,
         <,QUIT,
         >,221 2.0.0 Service closing transmission channel,
         -,,Local`,
        { remote: '10.1.5.20:40112' },
      ),
      evidence: [2, 3, 4],
      keyFact: '10.1.5.20',
    },
  ],
  staysSilent: [
    {
      told: 'the client then takes a mechanism that is offered',
      because: 'trying one after the other is how clients do it',
      log: receiveLog(`
        <,AUTH LOGIN,
        >,504 5.7.4 Unrecognized authentication type,
        <,AUTH NTLM,
        >,334 <authentication response>,
        *,CONTOSO\\scanner,authenticated
        >,235 2.7.0 Authentication successful,
        -,,Remote`),
    },
    {
      told: 'a smart host does not offer what our connector asks for',
      because: 'then our connector is set wrong: auth-smarthost-failed',
      log: sendLog(`
        >,AUTH LOGIN,
        <,504 5.7.4 Unrecognized authentication type,
        -,,Local`),
    },
    {
      told: 'another command gets a 504',
      because: 'only AUTH is about a logon',
      log: receiveLog(`
        <,VRFY postmaster,
        >,504 5.5.4 Command parameter not implemented,
        -,,Remote`),
    },
  ],
};
