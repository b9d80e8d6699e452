import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';
import { OUR_CERTIFICATE, receiveUntilStartTls, SEND_UNTIL_STARTTLS, THUMBPRINT } from './example-rows.js';

const LINE_OF_BUSINESS = { connector: 'EX01\\LOB Relay', remote: '10.1.2.30:50412' };

export const examples: RuleExamples = {
  rule: 'client-cert-pin-missing',
  speaks: [
    {
      told: 'the certificate that the relay connector names was rotated overnight, and the programs can no longer send',
      log: receiveLog(
        `${receiveUntilStartTls('app07.contoso.example')}${OUR_CERTIFICATE}
         +4 *,,TLS negotiation failed with error UnknownCredentials
         -,,Local`,
        LINE_OF_BUSINESS,
      ),
      evidence: [7, 8],
      keyFact: THUMBPRINT,
    },
    {
      told: 'the log names no certificate',
      log: receiveLog(
        `<,STARTTLS,
         >,220 2.0.0 SMTP server ready,
         *,,TLS negotiation failed with error UnknownCredentials
         -,,Local`,
        LINE_OF_BUSINESS,
      ),
      evidence: [3],
      keyFact: 'unknown certificate',
    },
  ],
  staysSilent: [
    {
      told: 'the send connector’s certificate cannot be used',
      because: 'that is a send log: tls-unknown-credentials',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +4 *,,TLS negotiation failed with error UnknownCredentials
        -,,Local`),
    },
    {
      told: 'a program has no cipher suite in common with the server',
      because: 'then our certificate could be used',
      log: receiveLog(
        `${receiveUntilStartTls('app07.contoso.example')}${OUR_CERTIFICATE}
         *,,TLS negotiation failed with error AlgorithmMismatch
         -,,Local`,
        LINE_OF_BUSINESS,
      ),
    },
  ],
};
