import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'tls-must-issue-starttls',
  speaks: [
    {
      told: 'TLS 1.2 does not work here, and Exchange Online refuses the mail that comes without it',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,451 5.7.3 Must issue a STARTTLS command first,
        -,,Local`),
      evidence: [1, 2],
      keyFact: 'Exchange Online',
    },
    {
      told: 'a copier sends without TLS to a connector that requires it',
      log: receiveLog(
        `<,EHLO mfp-3rd-floor,
         >,250  mail.contoso.example Hello [10.1.3.40] SIZE 37748736 STARTTLS,
         <,MAIL FROM:<scan@contoso.example>,
         >,530 5.7.0 Must issue a STARTTLS command first,
         -,,Remote`,
        { remote: '10.1.3.40:50412' },
      ),
      evidence: [3, 4],
      keyFact: '10.1.3.40',
    },
    {
      told: 'a client of the internet does so',
      log: receiveLog(
        `<,MAIL FROM:<a@fabrikam.example>,
         >,451 5.7.3 STARTTLS is required to send mail,
         -,,Remote`,
        { remote: '198.51.100.77:50412' },
      ),
      evidence: [1, 2],
      keyFact: 'clients without TLS',
    },
  ],
  staysSilent: [
    {
      told: 'the refusal asks for a logon',
      because: 'that is a matter of authentication',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,530 5.7.57 Client not authenticated to send mail,
        -,,Local`),
    },
    {
      told: 'a client tries to log on before TLS and is told to begin it',
      because: 'no mail was refused; it may do so next',
      log: receiveLog(`
        <,AUTH LOGIN,
        >,530 5.7.0 Must issue a STARTTLS command first,
        <,QUIT,
        -,,Local`),
    },
  ],
};
