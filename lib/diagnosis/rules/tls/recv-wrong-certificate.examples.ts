import { receiveLog, type RuleExamples } from '../../examples.js';
import {
  EXCHANGE_ONLINE,
  OUR_CERTIFICATE,
  OUR_SELF_SIGNED_CERTIFICATE,
  RECEIVED,
  receiveUntilStartTls,
  SELF_SIGNED_THUMBPRINT,
  TLS_STANDS,
} from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'recv-wrong-certificate',
  speaks: [
    {
      told: 'after a renewal the connector falls back to the certificate of Setup, and Exchange Online leaves after the handshake',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_SELF_SIGNED_CERTIFICATE}${TLS_STANDS}
        -,,Remote`),
      evidence: [7, 9],
      keyFact: SELF_SIGNED_THUMBPRINT,
    },
    {
      told: 'Exchange Online ends the handshake itself',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_SELF_SIGNED_CERTIFICATE}
        +60 *,,TLS negotiation failed with error UntrustedRoot
        -,,Local`),
      evidence: [7, 8],
      keyFact: SELF_SIGNED_THUMBPRINT,
    },
    {
      told: 'the log itself says that the name does not match, and it is the self-signed certificate that was shown',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_SELF_SIGNED_CERTIFICATE}
        +60 *,,TLS negotiation failed with error SubjectMismatch
        -,,Remote`),
      evidence: [7, 8],
      keyFact: SELF_SIGNED_THUMBPRINT,
    },
  ],
  staysSilent: [
    {
      told: 'Exchange Online does not find its name in the public certificate',
      because: 'it is the right kind of certificate with another name: tls-wrong-principal',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_CERTIFICATE}
        +60 *,,TLS negotiation failed with error SubjectMismatch
        -,,Remote`),
    },
    {
      told: 'Exchange Online takes the self-signed certificate and sends',
      because: 'the connector there does not validate it, and the mail flows',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_SELF_SIGNED_CERTIFICATE}${TLS_STANDS}${RECEIVED}`),
    },
    {
      told: 'another client of the internet leaves after the self-signed certificate',
      because: 'scanners do so all day',
      log: receiveLog(
        `${receiveUntilStartTls('scanner.example')}${OUR_SELF_SIGNED_CERTIFICATE}
         -,,Remote`,
        { remote: '198.51.100.77:50412' },
      ),
    },
    {
      told: 'Exchange Online leaves after the public certificate',
      because: 'then it is not the self-signed one that it dislikes',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_CERTIFICATE}
        -,,Remote`),
    },
    {
      told: 'the file ends after the handshake',
      because: 'the mail may stand in the next file',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_SELF_SIGNED_CERTIFICATE}${TLS_STANDS}`),
    },
  ],
};
