import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';
import { OUR_CERTIFICATE, receiveUntilStartTls, SEND_UNTIL_STARTTLS } from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-timed-out',
  speaks: [
    {
      told: 'a firewall swallows the packets with our certificate',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +60 *,,TLS negotiation failed with error TimedOut
        -,,Local`),
      evidence: [9, 10],
      keyFact: 'Exchange Online',
    },
    {
      told: 'nothing comes after our certificate, and after a minute the session ends without an error row',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +60000 -,,Local`),
      evidence: [9, 10],
      keyFact: 'Exchange Online',
    },
  ],
  staysSilent: [
    {
      told: 'the handshake fails with another word',
      because: 'that fails at once, on our own side',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        +5 *,,TLS negotiation failed with error UnknownCredentials
        -,,Local`),
    },
    {
      told: 'the file ends in the middle of the handshake',
      because: 'what is cut off may well have gone on',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}`),
    },
    {
      told: 'a client of the internet asks for TLS and is never heard of again',
      because: 'strangers who cannot do TLS are the noise of the internet',
      log: receiveLog(
        `${receiveUntilStartTls('scanner.example')}${OUR_CERTIFICATE}
         +300000 -,,Local`,
        { remote: '198.51.100.77:50412' },
      ),
    },
  ],
};
