import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';
import { OUR_CERTIFICATE, receiveUntilStartTls, SEND_UNTIL_STARTTLS, THUMBPRINT } from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-internal-error',
  speaks: [
    {
      told: 'the security system of this server fails over its private key',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +60 *,,TLS negotiation failed with error InternalError
        -,,Local`),
      evidence: [9, 10],
      keyFact: THUMBPRINT,
    },
  ],
  staysSilent: [
    {
      told: 'a scanner from the internet comes to the receive connector and fails so',
      because: 'strangers who can not do TLS are the noise of the internet',
      log: receiveLog(
        `${receiveUntilStartTls('scanner.example')}${OUR_CERTIFICATE}
         +60 *,,TLS negotiation failed with error InternalError
         -,,Local`,
        { remote: '198.51.100.77:50412' },
      ),
    },
    {
      told: 'the handshake fails with another word',
      because: 'that one names the missing private key',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +5 *,,TLS negotiation failed with error NoCredentials
        -,,Local`),
    },
  ],
};
