import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';
import {
  DELIVERED,
  EXCHANGE_ONLINE,
  OUR_CERTIFICATE,
  receiveUntilStartTls,
  scannerFailsWith,
  SEND_UNTIL_STARTTLS,
  TLS_STANDS,
} from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-unsupported-function',
  speaks: [
    {
      told: 'TLS 1.2 was switched off on this server by a hardening script',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +60 *,,TLS negotiation failed with error UnsupportedFunction
        -,,Local`),
      evidence: [9, 10],
      keyFact: 'Exchange Online',
    },
    {
      told: 'TLS 1.2 is off for the server side, and Exchange Online comes with nothing else',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_CERTIFICATE}
        +60 *,,TLS negotiation failed with error UnsupportedFunction
        -,,Local`),
      evidence: [7, 8],
      keyFact: 'Exchange Online',
    },
  ],
  staysSilent: [
    scannerFailsWith('UnsupportedFunction'),
    {
      told: 'a later handshake of the same session stands, and the mail is delivered',
      because: 'a delivered message is delivered',
      log: sendLog(`
        *,,TLS negotiation failed with error UnsupportedFunction${TLS_STANDS}${DELIVERED}`),
    },
  ],
};
