import { sendLog, type RuleExamples } from '../../examples.js';
import {
  certificateUntil,
  DELIVERED,
  OUR_CERTIFICATE,
  OUR_EXPIRED_CERTIFICATE,
  SEND_UNTIL_STARTTLS,
  THUMBPRINT,
  TLS_STANDS,
} from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-cert-expiring',
  speaks: [
    {
      told: 'mail flows over a certificate that ends in 30 days',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${certificateUntil('2024-06-13T23:59:59.000Z')}${TLS_STANDS}${DELIVERED}`),
      evidence: [9],
      keyFact: THUMBPRINT,
    },
    {
      told: 'mail flows over a certificate that ended two weeks ago, because this peer does not look',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_EXPIRED_CERTIFICATE}${TLS_STANDS}${DELIVERED}`),
      evidence: [9],
      keyFact: THUMBPRINT,
    },
  ],
  staysSilent: [
    {
      told: 'the certificate is good for another 31 days',
      because: 'there is time',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${certificateUntil('2024-06-14T23:59:59.000Z')}${TLS_STANDS}${DELIVERED}`),
    },
    {
      told: 'the certificate is good for months',
      because: 'there is time',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_CERTIFICATE}${TLS_STANDS}${DELIVERED}`),
    },
    {
      told: 'the handshake fails over it',
      because: 'the failure is what matters now',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${OUR_EXPIRED_CERTIFICATE}
        *,,TLS negotiation failed with error CertExpired
        -,,Local`),
    },
    {
      told: 'a recipient is refused over TLS with a certificate that ends soon',
      because: 'a notice must not stand before a failure',
      log: sendLog(`${SEND_UNTIL_STARTTLS}${certificateUntil('2024-05-20T00:00:00.000Z')}${TLS_STANDS}
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<nobody@fabrikam.example>,
        <,550 5.1.1 User unknown,
        -,,Local`),
    },
  ],
};
