import { sendLog, type RuleExamples } from '../../examples.js';
import { DELIVERED, SEND_UNTIL_STARTTLS, TLS_STANDS } from './example-rows.js';

const PARTNER = { connector: 'To partner', remote: '198.51.100.25:25' };

export const examples: RuleExamples = {
  rule: 'tls-starttls-not-offered-remote',
  speaks: [
    {
      told: 'the connector requires TLS, and the smart host is an internal relay without it',
      log: sendLog(
        `<,220 relay.fabrikam.example ESMTP,
         >,EHLO mail.contoso.example,
         <,250  relay.fabrikam.example SIZE 52428800 8BITMIME,
         >,QUIT,
         <,221 2.0.0 Bye,
         -,,Local`,
        PARTNER,
      ),
      evidence: [3, 6],
      keyFact: '198.51.100.25',
    },
    {
      told: 'STARTTLS is offered, and then refused',
      log: sendLog(
        `<,220 mail.fabrikam.example ESMTP,
         >,EHLO mail.contoso.example,
         <,250  mail.fabrikam.example STARTTLS,
         >,STARTTLS,
         <,454 4.7.0 TLS not available due to local problem,
         >,QUIT,
         -,,Local`,
        PARTNER,
      ),
      evidence: [5, 7],
      keyFact: '198.51.100.25',
    },
    {
      told: 'the Front End reports it of the host that it sends to for Transport',
      log: sendLog(
        `>,XPROXYTO SID=08DC73F0A1B20001 PORT=25 DESTINATIONS=mail.fabrikam.example,
         <,"450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.0 Primary target IP address responded with ""451 5.7.3 STARTTLS is required to send mail."" Attempted failover to alternate host, but that did not succeed. The last endpoint attempted was 198.51.100.25:25'",
         >,QUIT,
         -,,Local`,
        { remote: '10.1.1.20:717' },
      ),
      evidence: [1, 2],
      keyFact: '198.51.100.25',
    },
  ],
  staysSilent: [
    {
      told: 'the connector does not require TLS, and the mail goes without it',
      because: 'a delivered message is delivered',
      log: sendLog(
        `<,220 mail.fabrikam.example ESMTP Postfix,
         >,EHLO mail.contoso.example,
         <,250  mail.fabrikam.example SIZE 1000000 8BITMIME,${DELIVERED}`,
        PARTNER,
      ),
    },
    {
      told: 'the second answer to EHLO lacks STARTTLS, and we leave',
      because: 'TLS already stands',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${TLS_STANDS}
        >,EHLO mail.contoso.example,
        <,250  AM5EUR03FT059.mail.protection.outlook.com Hello [203.0.113.7] SIZE 157286400,
        >,QUIT,
        -,,Local`),
    },
    {
      told: 'the list of offers is cut by the end of the file',
      because: 'STARTTLS may stand in the rest of it',
      log: sendLog(
        `<,220 mail.fabrikam.example ESMTP,
         >,EHLO mail.contoso.example,
         <,250-mail.fabrikam.example,
         <,250-SIZE 52428800,`,
        PARTNER,
      ),
    },
    {
      told: 'the recipient is refused by a host without TLS',
      because: 'mail was sent, so TLS was not what it waited for',
      log: sendLog(
        `<,220 mail.fabrikam.example ESMTP,
         >,EHLO mail.contoso.example,
         <,250  mail.fabrikam.example SIZE 52428800,
         >,MAIL FROM:<a@contoso.example>,
         <,250 2.1.0 OK,
         >,RCPT TO:<nobody@fabrikam.example>,
         <,550 5.1.1 User unknown,
         >,QUIT,
         -,,Local`,
        PARTNER,
      ),
    },
  ],
};
