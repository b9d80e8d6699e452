import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';
import { EXCHANGE_ONLINE, OUR_CERTIFICATE, RECEIVED, receiveUntilStartTls, SEND_UNTIL_STARTTLS, TLS_STANDS } from './example-rows.js';

const SCANNER = { remote: '198.51.100.77:50412' };

export const examples: RuleExamples = {
  rule: 'recv-tls-client-aborts',
  speaks: [
    {
      told: 'a scanner tries an old TLS version',
      log: receiveLog(
        `${receiveUntilStartTls('scanner.example')}${OUR_CERTIFICATE}
         *,,TLS negotiation failed with error AlgorithmMismatch
         -,,Local`,
        SCANNER,
      ),
      evidence: [7, 8],
      keyFact: 'AlgorithmMismatch',
    },
    {
      told: 'a scanner looks at the certificate and leaves',
      log: receiveLog(
        `${receiveUntilStartTls('scanner.example')}${OUR_CERTIFICATE}
         -,,Remote`,
        SCANNER,
      ),
      evidence: [7, 8],
      keyFact: 'left',
    },
    {
      told: 'monitoring of the own network does so',
      log: receiveLog(
        `${receiveUntilStartTls('monitor.contoso.example')}${OUR_CERTIFICATE}
         -,,Remote`,
        { remote: '10.1.3.9:50412' },
      ),
      evidence: [7, 8],
      keyFact: 'left',
    },
  ],
  staysSilent: [
    {
      told: 'Exchange Online leaves the handshake',
      because: 'that keeps mail from flowing: tls-connection-reset',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_CERTIFICATE}
        -,,Remote`),
    },
    {
      told: 'our own private key cannot be used',
      because: 'no client is at fault then',
      log: receiveLog(
        `${receiveUntilStartTls('mail.fabrikam.example')}${OUR_CERTIFICATE}
         *,,TLS negotiation failed with error UnknownCredentials
         -,,Local`,
        SCANNER,
      ),
    },
    {
      told: 'a sender completes TLS and sends',
      because: 'nothing was left',
      log: receiveLog(
        `${receiveUntilStartTls('mail.fabrikam.example')}${OUR_CERTIFICATE}${TLS_STANDS}
         <,EHLO mail.fabrikam.example,
         >,250  mail.contoso.example Hello [198.51.100.77] SIZE 37748736,${RECEIVED}`,
        SCANNER,
      ),
    },
    {
      told: 'we leave a handshake with a host of the internet',
      because: 'that is a send log, where mail waits',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}
        -,,Remote`),
    },
  ],
};
