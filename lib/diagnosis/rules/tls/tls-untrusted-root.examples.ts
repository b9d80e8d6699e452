import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';
import {
  EXCHANGE_ONLINE,
  OUR_CERTIFICATE,
  RECEIVED,
  receiveUntilStartTls,
  SEND_UNTIL_STARTTLS,
  theirCertificate,
  THUMBPRINT,
  TLS_STANDS,
} from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-untrusted-root',
  speaks: [
    {
      told: 'Exchange Online refuses a certificate of the internal authority, of which Exchange chose the wrong one',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}${TLS_STANDS}
        >,MAIL FROM:<a@contoso.example>,
        <,454 4.7.0 Failed to establish appropriate TLS channel: UntrustedRoot: Access Denied,
        -,,Local`),
      evidence: [9, 12],
      keyFact: THUMBPRINT,
    },
    {
      told: 'a firewall decrypts TLS and shows a certificate of its own for Exchange Online',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${theirCertificate('CN=mail.protection.outlook.com', 'CN=Contoso Firewall CA')}
        *,,TLS negotiation failed with error UntrustedRoot
        -,,Local`),
      evidence: [9, 10],
      keyFact: 'Exchange Online',
    },
    {
      told: 'this server lacks the root of Exchange Online’s client certificate, and the mail is not taken',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_CERTIFICATE}${TLS_STANDS}
        <,EHLO ${EXCHANGE_ONLINE},
        *,,Client certificate chain validation status: 'UntrustedRoot'
        *,,TlsDomainCapabilities='None'; Status='UntrustedRoot'
        >,250  mail.contoso.example Hello [104.47.11.110] SIZE 37748736,
        <,QUIT,
        -,,Local`),
      evidence: [10],
      keyFact: 'Exchange Online',
    },
  ],
  staysSilent: [
    {
      told: 'an internet client shows a certificate of an unknown authority',
      because: 'opportunistic TLS does not mind',
      log: receiveLog(
        `${receiveUntilStartTls('mail.fabrikam.example')}${TLS_STANDS}
         <,EHLO mail.fabrikam.example,
         *,,Client certificate chain validation status: 'UntrustedRoot'
         >,250  mail.contoso.example Hello [198.51.100.25] SIZE 37748736,${RECEIVED}`,
        { remote: '198.51.100.25:50412' },
      ),
    },
    {
      told: 'the mail of Exchange Online is taken all the same',
      because: 'then it flows without the trust of the hybrid, which tls-auth-missing-receive tells',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${TLS_STANDS}
        <,EHLO ${EXCHANGE_ONLINE},
        *,,Client certificate chain validation status: 'UntrustedRoot'
        >,250  mail.contoso.example Hello [104.47.11.110] SIZE 37748736,${RECEIVED}`),
    },
    {
      told: 'the name of the certificate is wrong, its issuer is trusted',
      because: 'that is tls-wrong-principal',
      log: sendLog(`${SEND_UNTIL_STARTTLS}
        *,,TLS negotiation failed with error WrongPrincipal
        -,,Local`),
    },
  ],
};
