import { sendLog, type RuleExamples } from '../../examples.js';
import { DELIVERED, OUR_CERTIFICATE, scannerFailsWith, SEND_UNTIL_STARTTLS, TLS_STANDS } from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-illegal-message',
  speaks: [
    {
      told: 'a proxy answers STARTTLS in place of Exchange Online',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +60 *,,TLS negotiation failed with error IllegalMessage
        -,,Local`),
      evidence: [9, 10],
      keyFact: 'Exchange Online',
    },
    {
      told: 'the host of a partner answers with plain text',
      log: sendLog(
        `>,STARTTLS,
         <,220 go ahead,
         *,,TLS negotiation failed with error IllegalMessage
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
      evidence: [3],
      keyFact: '198.51.100.25',
    },
  ],
  staysSilent: [
    scannerFailsWith('IllegalMessage'),
    {
      told: 'a later handshake of the same session stands, and the mail is delivered',
      because: 'a delivered message is delivered',
      log: sendLog(`
        *,,TLS negotiation failed with error IllegalMessage${TLS_STANDS}${DELIVERED}`),
    },
    {
      told: 'the handshake fails with another word',
      because: 'that is a rule of its own',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +5 *,,TLS negotiation failed with error InvalidToken
        -,,Local`),
    },
  ],
};
