import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';
import { OUR_CERTIFICATE, receiveUntilStartTls, scannerFailsWith, SEND_UNTIL_STARTTLS } from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-algorithm-mismatch',
  speaks: [
    {
      told: 'a policy left no cipher suite that Exchange Online takes',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +60 *,,TLS negotiation failed with error AlgorithmMismatch
        -,,Local`),
      evidence: [9, 10],
      keyFact: 'Exchange Online',
    },
    {
      told: 'a scanner device of the own network has no cipher suite in common with the server',
      log: receiveLog(
        `${receiveUntilStartTls('mfp-3rd-floor')}${OUR_CERTIFICATE}
         +12 *,,TLS negotiation failed with error AlgorithmMismatch
         -,,Local`,
        { remote: '10.1.3.40:50412' },
      ),
      evidence: [7, 8],
      keyFact: '10.1.3.40',
    },
  ],
  staysSilent: [
    scannerFailsWith('AlgorithmMismatch'),
    {
      told: 'the handshake fails with another word',
      because: 'then not even a TLS version is common',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +5 *,,TLS negotiation failed with error UnsupportedFunction
        -,,Local`),
    },
  ],
};
