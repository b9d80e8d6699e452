import { rule } from '../../rule.js';
import { namedConnector } from '../../words.js';
import {
  enableForSmtp,
  failsOnOurSide,
  lookAtCertificate,
  NETWORK_EXCLUDED,
  ownCertificateFailure,
  RETRY_QUEUES,
  shortThumbprint,
  thumbprintArgument,
  validityCause,
  WITHOUT_CERTIFICATE,
  type OwnCertificateFailure,
} from './own-certificate.js';

/**
 * Exchange offers a certificate whose private key it may not use. The handshake ends within milliseconds on our own side, before the other
 * side has answered: the firewall and the peer are innocent.
 *
 * `UnknownCredentials` is SEC_E_UNKNOWN_CREDENTIALS (0x8009030D).
 */
export const tlsUnknownCredentials = rule<OwnCertificateFailure>({
  id: 'tls-unknown-credentials',
  title: 'The certificate that Exchange offers cannot be used for SMTP',
  severity: 'blocker',
  looksFor: '“TLS negotiation failed with error UnknownCredentials”, and the certificate that was logged before it.',

  // In a receive log it is client-cert-pin-missing: another certificate setting, another remedy.
  needs: ({ sent, tlsFailed }) => sent && tlsFailed,
  match: (session) => (session.direction === 'send' ? ownCertificateFailure(session, 'UnknownCredentials') : undefined),
  explain: ({ cause }) => (cause === 'UnknownCredentials' ? WITHOUT_CERTIFICATE : undefined),
  keyFact: ({ certificate }) => certificate?.thumbprint ?? certificate?.subject ?? 'unknown certificate',
  sentence: (failure, scene) =>
    `${failsOnOurSide(failure, scene)}: Exchange may not use the private key of its certificate ${shortThumbprint(failure.certificate)}.`,
  certificate: ({ certificate }) => certificate,

  causes: (failure, scene) => [
    {
      id: 'certificate-not-enabled-for-smtp',
      likelihood: 'likely',
      why:
        'The certificate is not enabled for SMTP, so NETWORK SERVICE has no right to its private key. ' +
        'Settled by Get-ExchangeCertificate: the thumbprint is listed and Services lacks SMTP.',
    },
    {
      id: 'private-key-permission',
      likelihood: 'possible',
      why:
        'The right to the private key was lost, as happens after an export and import or a restore. ' +
        'Settled by Get-ExchangeCertificate: Services names SMTP, and it fails all the same.',
    },
    {
      id: 'private-key-damaged',
      likelihood: 'possible',
      why: `The key is damaged or kept by a provider that Schannel cannot use. Settled by: certutil -store my ${thumbprintArgument(failure.certificate)}`,
    },
    ...validityCause(failure, scene),
    NETWORK_EXCLUDED,
  ],

  remedy: ({ certificate }, scene) => [
    lookAtCertificate(certificate),
    {
      do: 'Enable the certificate for SMTP. This also gives Exchange the right to the private key, so it helps when SMTP is listed already.',
      ...enableForSmtp(thumbprintArgument(certificate)),
      verify:
        `The next session on ${namedConnector(scene)} goes on to MAIL FROM after STARTTLS. ` +
        'Services may still not show SMTP although it works: trust the log, not the list.',
    },
    {
      do: 'If it still fails: bind certificate and private key again.',
      command: `certutil -repairstore my ${thumbprintArgument(certificate)}`,
      caution: 'Run it on the Exchange server in an elevated prompt. Then repeat step 2.',
      verify: 'certutil says that the encryption test passed.',
    },
    RETRY_QUEUES,
  ],

  references: [
    {
      title: 'Outbound email messages are not sent on the Exchange hub transport or Edge server (KB 4051498)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/mailflow/outbound-email-messages-are-not-sent',
    },
    { title: 'Enable-ExchangeCertificate', url: 'https://learn.microsoft.com/powershell/module/exchange/enable-exchangecertificate' },
    { title: 'Protocol logging', url: 'https://learn.microsoft.com/exchange/mail-flow/connectors/protocol-logging' },
  ],
});
