import { sendLog, type RuleExamples } from '../../examples.js';
import { OUR_CERTIFICATE, scannerFailsWith, SEND_UNTIL_STARTTLS } from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-invalid-token',
  speaks: [
    {
      told: 'something on the way damages the handshake with Exchange Online',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +60 *,,TLS negotiation failed with error InvalidToken
        -,,Local`),
      evidence: [9, 10],
      keyFact: 'Exchange Online',
    },
    {
      told: 'only the IPv6 address of a partner answers so',
      log: sendLog(
        `>,STARTTLS,
         <,220 2.0.0 Ready to start TLS,
         *,,TLS negotiation failed with error InvalidToken
         -,,Local`,
        { connector: 'Internet', remote: '[2001:db8::25]:25' },
      ),
      evidence: [3],
      keyFact: '2001:db8::25',
    },
  ],
  staysSilent: [
    scannerFailsWith('InvalidToken'),
    {
      told: 'the handshake fails with another word',
      because: 'that is a rule of its own',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +5 *,,TLS negotiation failed with error IllegalMessage
        -,,Local`),
    },
  ],
};
