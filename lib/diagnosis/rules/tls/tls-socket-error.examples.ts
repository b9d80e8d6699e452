import { sendLog, type RuleExamples } from '../../examples.js';
import { OUR_CERTIFICATE, scannerFailsWith, SEND_UNTIL_STARTTLS, TLS_STANDS } from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-socket-error',
  speaks: [
    {
      told: 'this server offers TLS 1.0 only, and Exchange Online ends the connection',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +60 *,,TLS negotiation failed with error SocketError
        -,,Local`),
      evidence: [9, 10],
      keyFact: 'Exchange Online',
    },
    {
      told: 'the end of the session alone tells of the socket',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +40 -,,Remote(SocketError)`),
      evidence: [9, 10],
      keyFact: 'Exchange Online',
    },
  ],
  staysSilent: [
    scannerFailsWith('SocketError'),
    {
      told: 'the connection breaks with a socket error after the message was taken',
      because: 'a delivered message is delivered',
      log: sendLog(`
        >,STARTTLS,
        <,220 2.0.0 SMTP server ready,${TLS_STANDS}
        >,EHLO mail.contoso.example,
        <,250  AM5EUR03FT059.mail.protection.outlook.com Hello [203.0.113.7] SIZE 157286400,
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Recipient OK,
        >,BDAT 6211 LAST,
        <,250 2.6.0 <a1@contoso.example> Queued mail for delivery,
        -,,Remote(SocketError)`),
    },
    {
      told: 'the connection breaks in the middle of a message, long after TLS stood',
      because: 'then the handshake is not at fault',
      log: sendLog(`
        >,STARTTLS,
        <,220 2.0.0 SMTP server ready,${TLS_STANDS}
        >,EHLO mail.contoso.example,
        <,250  AM5EUR03FT059.mail.protection.outlook.com Hello [203.0.113.7] SIZE 157286400,
        >,MAIL FROM:<a@contoso.example>,
        -,,Remote(SocketError)`),
    },
  ],
};
