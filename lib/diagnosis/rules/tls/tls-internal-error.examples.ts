import { sendLog, type RuleExamples } from '../../examples.js';
import { OUR_CERTIFICATE, scannerFailsWith, SEND_UNTIL_STARTTLS, THUMBPRINT } from './example-rows.js';

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
    scannerFailsWith('InternalError'),
    {
      told: 'the handshake fails with another word',
      because: 'that one names the missing private key',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +5 *,,TLS negotiation failed with error NoCredentials
        -,,Local`),
    },
  ],
};
