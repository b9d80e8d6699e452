import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';
import {
  EXCHANGE_ONLINE,
  OUR_CERTIFICATE,
  receiveUntilStartTls,
  scannerFailsWith,
  SEND_UNTIL_STARTTLS,
  THUMBPRINT,
} from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-cert-unknown',
  speaks: [
    {
      told: 'after a renewal Exchange Online cannot process our certificate: its intermediate is missing',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +60 *,,TLS negotiation failed with error CertUnknown
        -,,Local`),
      evidence: [9, 10],
      keyFact: THUMBPRINT,
    },
    {
      told: 'Exchange Online ends the handshake on our receive connector over our certificate',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_CERTIFICATE}
        +60 *,,TLS negotiation failed with error CertUnknown
        -,,Local`),
      evidence: [7, 8],
      keyFact: THUMBPRINT,
    },
  ],
  staysSilent: [
    scannerFailsWith('CertUnknown'),
    {
      told: 'the handshake fails with another word',
      because: 'then our private key cannot be used, whoever the other side is',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +5 *,,TLS negotiation failed with error UnknownCredentials
        -,,Local`),
    },
  ],
};
