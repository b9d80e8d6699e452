import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';
import {
  DELIVERED,
  EXCHANGE_ONLINE,
  OUR_CERTIFICATE,
  OUR_EXPIRED_CERTIFICATE,
  receiveUntilStartTls,
  SEND_UNTIL_STARTTLS,
  theirCertificate,
  THUMBPRINT,
  TLS_STANDS,
} from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-cert-expired',
  speaks: [
    {
      told: 'the other side refuses our certificate, which expired two weeks before',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_EXPIRED_CERTIFICATE}
        +60 *,,TLS negotiation failed with error CertExpired
        -,,Local`),
      evidence: [9, 10],
      keyFact: THUMBPRINT,
    },
    {
      told: 'Exchange Online leaves our receive connector after it saw the expired certificate, without an error row',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_EXPIRED_CERTIFICATE}
        +40 -,,Remote`),
      evidence: [7, 8],
      keyFact: THUMBPRINT,
    },
    {
      told: 'Exchange Online takes the TLS connection, but no longer takes the expired certificate as a sign of the tenant',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_EXPIRED_CERTIFICATE}${TLS_STANDS}
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.7.64 TenantAttribution; Relay Access Denied [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com],
        -,,Local`),
      evidence: [9, 14],
      keyFact: THUMBPRINT,
    },
    {
      told: 'the certificate of a partner has expired, and the connector validates it',
      log: sendLog(
        `>,STARTTLS,
         <,220 go ahead,${theirCertificate('CN=mail.fabrikam.example', 'CN=Fabrikam Issuing CA', '2024-05-10T00:00:00.000Z')}
         *,,TLS negotiation failed with error CertExpired
         -,,Local`,
        { connector: 'To partner', remote: '198.51.100.25:25' },
      ),
      evidence: [3, 4],
      keyFact: 'CN=mail.fabrikam.example',
    },
  ],
  staysSilent: [
    {
      told: 'a certificate that was valid on the day of the session, and has expired since',
      because: 'what counts is the time of the session, not today',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +60 *,,TLS negotiation failed with error CertUnknown
        -,,Local`),
    },
    {
      told: 'a partner takes mail over TLS although our certificate has expired',
      because: 'a delivered message is delivered',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_EXPIRED_CERTIFICATE}${TLS_STANDS}${DELIVERED}`),
    },
    {
      told: 'the recipient does not exist, over TLS with an expired certificate',
      because: 'the refusal has another reason',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_EXPIRED_CERTIFICATE}${TLS_STANDS}
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<nobody@fabrikam.example>,
        <,550 5.1.1 User unknown,
        -,,Local`),
    },
    {
      told: 'monitoring looks at the expired certificate and hangs up',
      because: 'no mail was kept from flowing',
      log: receiveLog(
        `${receiveUntilStartTls('monitor.contoso.example')}${OUR_EXPIRED_CERTIFICATE}
         -,,Remote`,
        { remote: '10.1.3.9:50412' },
      ),
    },
    {
      told: 'the private key of the expired certificate cannot be used',
      because: 'it failed before anybody looked at the date',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_EXPIRED_CERTIFICATE}
        +4 *,,TLS negotiation failed with error UnknownCredentials
        -,,Local`),
    },
  ],
};
