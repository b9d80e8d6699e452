import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'exo-bad-helo',
  speaks: [
    {
      told: 'the connector bears the name of the domain that it sends to',
      log: sendLog(`
        >,EHLO fabrikam-com.mail.protection.outlook.com,
        <,250  DB8EUR05FT012.mail.protection.outlook.com Hello [203.0.113.7],
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@fabrikam.example>,
        <,"550 5.7.506 Access Denied, Bad HELO [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com]",
        -,,Local`),
      evidence: [1, 6],
      keyFact: 'fabrikam-com.mail.protection.outlook.com',
    },
    {
      told: 'EHLO itself is refused',
      log: sendLog(`
        >,EHLO localhost,
        <,"550 5.7.506 Access Denied, Bad HELO",
        -,,Local`),
      evidence: [1, 2],
      keyFact: 'localhost',
    },
  ],
  staysSilent: [
    {
      told: 'a Postfix server wants a full name',
      because: 'that is no-ptr, with other receivers',
      log: sendLog(
        `>,EHLO EX01,
         <,250 mx.fabrikam.example,
         >,RCPT TO:<b@fabrikam.example>,
         <,504 5.5.2 <EX01>: Helo command rejected: need fully-qualified hostname,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
    },
    {
      told: 'EHLO with an internal name is accepted',
      because: 'nobody refused it',
      log: sendLog(`
        >,EHLO EX01.contoso.local,
        <,250  DB8EUR05FT012.mail.protection.outlook.com Hello [203.0.113.7],
        >,QUIT,
        <,221 2.0.0 Service closing transmission channel,
        -,,Local`),
    },
  ],
};
