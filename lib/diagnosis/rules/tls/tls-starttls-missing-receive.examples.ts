import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';
import { EXCHANGE_ONLINE, RECEIVED } from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-starttls-missing-receive',
  speaks: [
    {
      told: 'the certificate that the receive connector names was removed, and Exchange Online leaves after EHLO',
      log: receiveLog(`
        +,,
        >,"220 mail.contoso.example Microsoft ESMTP MAIL Service ready at Tue, 14 May 2024 12:00:00 +0200",
        <,EHLO ${EXCHANGE_ONLINE},
        >,250  mail.contoso.example Hello [104.47.11.110] SIZE 37748736 PIPELINING DSN ENHANCEDSTATUSCODES AUTH NTLM X-EXPS GSSAPI NTLM 8BITMIME BINARYMIME CHUNKING XRDST,
        <,QUIT,
        >,221 2.0.0 Service closing transmission channel,
        -,,Local`),
      evidence: [3, 4],
      keyFact: 'STARTTLS',
    },
    {
      told: 'only X-ANONYMOUSTLS is offered, which is for Exchange servers among themselves',
      log: receiveLog(
        `+,,
         >,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
         <,EHLO mail-usgov.outbound.protection.office365.us,
         >,250-mail.contoso.example Hello [10.0.0.4],
         >,250-SIZE 37748736,
         >,250-X-ANONYMOUSTLS,
         >,250 CHUNKING,
         -,,Remote`,
        { remote: '104.47.11.110:41234' },
      ),
      evidence: [3, 7],
      keyFact: 'STARTTLS',
    },
    {
      told: 'Exchange Online comes through the load balancer, whose address the log shows',
      log: receiveLog(
        `>,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
         <,EHLO ${EXCHANGE_ONLINE},
         >,250  mail.contoso.example Hello [10.0.0.4] SIZE 37748736 CHUNKING,
         <,QUIT,
         -,,Local`,
        { remote: '10.0.0.4:41234' },
      ),
      evidence: [2, 3],
      keyFact: 'STARTTLS',
    },
  ],
  staysSilent: [
    {
      told: 'a load balancer probes a connector without TLS',
      because: 'it would not have begun TLS anyway',
      log: receiveLog(
        `>,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
         <,EHLO probe,
         >,250  mail.contoso.example Hello [10.0.0.4] SIZE 37748736 CHUNKING,
         <,QUIT,
         -,,Local`,
        { remote: '10.0.0.4:41234' },
      ),
    },
    {
      told: 'the name only looks like Exchange Online’s',
      because: 'anyone can put the words into a domain of their own',
      log: receiveLog(
        `>,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
         <,EHLO outbound.protection.outlook.com.evil.example,
         >,250  mail.contoso.example Hello [198.51.100.77] SIZE 37748736 CHUNKING,
         -,,Remote`,
        { remote: '198.51.100.77:41234' },
      ),
    },
    {
      told: 'Exchange Online sends without TLS',
      because: 'the mail is taken',
      log: receiveLog(`
        >,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
        <,EHLO ${EXCHANGE_ONLINE},
        >,250  mail.contoso.example Hello [104.47.11.110] SIZE 37748736 CHUNKING,${RECEIVED}`),
    },
    {
      told: 'the file ends after our answer',
      because: 'the session may go on in the next file',
      log: receiveLog(`
        >,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
        <,EHLO ${EXCHANGE_ONLINE},
        >,250  mail.contoso.example Hello [104.47.11.110] SIZE 37748736 CHUNKING,`),
    },
    {
      told: 'Exchange Online offers us no STARTTLS',
      because: 'that is a send log, and something on the way takes it out',
      log: sendLog(`
        <,220 AM5EUR03FT059.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready,
        >,EHLO mail.contoso.example,
        <,250  AM5EUR03FT059.mail.protection.outlook.com Hello [203.0.113.7] SIZE 157286400 8BITMIME,
        >,QUIT,
        -,,Local`),
    },
  ],
};
