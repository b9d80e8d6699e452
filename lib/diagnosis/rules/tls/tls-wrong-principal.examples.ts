import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';
import {
  DELIVERED,
  EXCHANGE_ONLINE,
  OUR_CERTIFICATE,
  receiveUntilStartTls,
  SEND_UNTIL_STARTTLS,
  theirCertificate,
  TLS_STANDS,
} from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-wrong-principal',
  speaks: [
    {
      told: 'the hybrid connector’s TlsDomain was changed by hand',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}${theirCertificate('CN=mail.protection.outlook.com, O=Microsoft Corporation', 'CN=DigiCert Cloud Services CA-1')}
        +70 *,,TLS negotiation failed with error WrongPrincipal
        -,,Local`),
      evidence: [9, 10, 11],
      keyFact: 'Exchange Online',
    },
    {
      told: 'TLS stands, and then the name in the certificate does not do',
      log: sendLog(
        `>,STARTTLS,
         <,220 go ahead,${theirCertificate('CN=gateway.fabrikam.example', 'CN=DigiCert TLS CA')}${TLS_STANDS}
         *,,"454 4.7.5 Certificate validation failure, Reason:SubjectMismatch"
         -,,Local`,
        { connector: 'To partner', remote: '198.51.100.25:25' },
      ),
      evidence: [3, 5],
      keyFact: '198.51.100.25',
    },
    {
      told: 'TLS stands, and the certificate does not do for a reason that nobody gives',
      log: sendLog(
        `>,STARTTLS,
         <,220 go ahead,${theirCertificate('CN=gateway.fabrikam.example', 'CN=DigiCert TLS CA')}${TLS_STANDS}
         *,,454 4.7.5 Certificate validation failure
         -,,Local`,
        { connector: 'To partner', remote: '198.51.100.25:25' },
      ),
      evidence: [3, 5],
      keyFact: '198.51.100.25',
    },
    {
      told: 'Exchange Online does not find the name that it asks for in our public certificate',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_CERTIFICATE}
        +60 *,,TLS negotiation failed with error SubjectMismatch
        -,,Remote`),
      evidence: [7, 8],
      keyFact: 'Exchange Online',
    },
  ],
  staysSilent: [
    {
      told: 'the other side’s certificate has another name, and the connector does not mind',
      because: 'a delivered message is delivered',
      log: sendLog(
        `${SEND_UNTIL_STARTTLS}${theirCertificate('CN=gateway.fabrikam.example', 'CN=DigiCert TLS CA')}${TLS_STANDS}${DELIVERED}`,
      ),
    },
    {
      told: 'the issuer is not trusted',
      because: 'that is tls-untrusted-root',
      log: sendLog(`${SEND_UNTIL_STARTTLS}
        *,,TLS negotiation failed with error UntrustedRoot
        -,,Local`),
    },
  ],
};
