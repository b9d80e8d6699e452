import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';
import { DELIVERED, SEND_UNTIL_STARTTLS } from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-inspection-stripping',
  speaks: [
    {
      told: 'a Cisco firewall masks the greeting',
      log: sendLog(`
        *,,attempting to connect
        +,,
        <,220 ****************************************************0*2******0***,
        >,EHLO mail.contoso.example,
        <,250  AM5EUR03FT059.mail.protection.outlook.com Hello [203.0.113.7] SIZE 157286400 8BITMIME,
        >,QUIT,
        -,,Local`),
      evidence: [3],
      keyFact: 'Exchange Online',
    },
    {
      told: 'STARTTLS is crossed out in the answer to EHLO, one row for each offer',
      log: sendLog(
        `<,220 mail.fabrikam.example ESMTP,
         >,EHLO mail.contoso.example,
         <,250-mail.fabrikam.example,
         <,250-SIZE 52428800,
         <,250-XXXXXXXA,
         <,250 8BITMIME,
         >,QUIT,
         -,,Local`,
        { connector: 'To partner', remote: '198.51.100.25:25' },
      ),
      evidence: [6],
      keyFact: '198.51.100.25',
    },
    {
      told: 'STARTTLS was offered, and the device answers that it does not know it',
      log: sendLog(`
        <,220 AM5EUR03FT059.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready,
        >,EHLO mail.contoso.example,
        <,250  AM5EUR03FT059.mail.protection.outlook.com Hello [203.0.113.7] SIZE 157286400 STARTTLS 8BITMIME,
        >,STARTTLS,
        <,500 5.3.3 Unrecognized command,
        >,QUIT,
        -,,Local`),
      evidence: [5],
      keyFact: 'Exchange Online',
    },
    {
      told: 'Exchange Online seems to offer no STARTTLS, and we leave',
      log: sendLog(`
        <,220 AM5EUR03FT059.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready,
        >,EHLO mail.contoso.example,
        <,250  AM5EUR03FT059.mail.protection.outlook.com Hello [203.0.113.7] SIZE 157286400 8BITMIME,
        >,QUIT,
        <,221 2.0.0 Service closing transmission channel,
        -,,Local`),
      evidence: [3],
      keyFact: 'Exchange Online',
    },
    {
      told: 'the other side’s STARTTLS arrives crossed out',
      log: receiveLog(`
        >,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
        <,EHLO EUR05-DB8-obe.outbound.protection.outlook.com,
        >,250  mail.contoso.example Hello [104.47.11.110] SIZE 37748736 STARTTLS,
        <,XXXXXXXX,
        >,500 5.3.3 Unrecognized command,
        -,,Remote`),
      evidence: [4],
      keyFact: 'Exchange Online',
    },
  ],
  staysSilent: [
    {
      told: 'a host of the internet offers no STARTTLS, and takes the mail',
      because: 'not every host has TLS, and the mail is delivered',
      log: sendLog(
        `<,220 mail.fabrikam.example ESMTP Postfix,
         >,EHLO mail.contoso.example,
         <,250  mail.fabrikam.example SIZE 1000000 8BITMIME,${DELIVERED}`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
    },
    {
      told: 'the answer to the second EHLO lacks STARTTLS',
      because: 'after TLS it is never offered again',
      log: sendLog(`${SEND_UNTIL_STARTTLS}
        *,,"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"
        >,EHLO mail.contoso.example,
        <,250  AM5EUR03FT059.mail.protection.outlook.com Hello [203.0.113.7] SIZE 157286400 8BITMIME,
        >,QUIT,
        -,,Local`),
    },
    {
      told: 'the excerpt begins after the greeting, with the EHLO that may be the second',
      because: 'it does not show whether TLS already stood',
      log: sendLog(`
        >,EHLO mail.contoso.example,
        <,250  AM5EUR03FT059.mail.protection.outlook.com Hello [203.0.113.7] SIZE 157286400 8BITMIME,
        >,QUIT,
        -,,Local`),
    },
    {
      told: 'Exchange servers exchange X-EXPS and X-ANONYMOUSTLS',
      because: 'words with an X are Exchange’s own, not crossed out',
      log: receiveLog(`
        >,220 EX01.contoso.example Microsoft ESMTP MAIL Service ready,
        <,EHLO EX02.contoso.example,
        >,250  EX01.contoso.example Hello [10.1.1.2] X-ANONYMOUSTLS X-EXPS GSSAPI NTLM XRDST XSHADOW,
        <,X-ANONYMOUSTLS,
        >,220 2.0.0 SMTP server ready,
        -,,Remote`),
    },
  ],
};
