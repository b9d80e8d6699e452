import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';
import { EXCHANGE_ONLINE, OUR_CERTIFICATE, receiveUntilStartTls, SEND_UNTIL_STARTTLS, TLS_STANDS } from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-connection-reset',
  speaks: [
    {
      told: 'Exchange Online resets the connection after our certificate',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +60 *,,TLS negotiation failed with error ConnectionReset
        -,,Local`),
      evidence: [9, 10],
      keyFact: 'Exchange Online',
    },
    {
      told: 'the other side hangs up after STARTTLS, and no error is logged',
      log: sendLog(
        `<,220 mail.fabrikam.example ESMTP,
         >,EHLO mail.contoso.example,
         <,250  mail.fabrikam.example STARTTLS,
         >,STARTTLS,
         <,220 go ahead,
         -,,Remote(ConnectionReset)`,
        { connector: 'To partner', remote: '198.51.100.25:25' },
      ),
      evidence: [6],
      keyFact: '198.51.100.25',
    },
    {
      told: 'Exchange Online leaves our receive connector after it saw our certificate',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_CERTIFICATE}
        +40 -,,Remote`),
      evidence: [7, 8],
      keyFact: 'Exchange Online',
    },
  ],
  staysSilent: [
    {
      told: 'monitoring looks at the certificate and hangs up',
      because: 'a machine of the own network that leaves without an error is no outage',
      log: receiveLog(
        `${receiveUntilStartTls('monitor.contoso.example')}${OUR_CERTIFICATE}
         -,,Remote`,
        { remote: '10.1.3.9:50412' },
      ),
    },
    {
      told: 'the connection is reset after a delivered message',
      because: 'a delivered message is delivered',
      log: sendLog(`${TLS_STANDS}
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Recipient OK,
        >,BDAT 6211 LAST,
        <,250 2.6.0 <a1@contoso.example> Queued mail for delivery,
        -,,Remote(ConnectionReset)`),
    },
    {
      told: 'the file ends in the middle of the handshake',
      because: 'what is cut off may well have gone on',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}`),
    },
  ],
};
