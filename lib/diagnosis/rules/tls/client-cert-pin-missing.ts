import { rule } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { lookAtReceiveConnector, restartTransport } from './connector-settings.js';
import {
  enableForSmtp,
  lookAtCertificate,
  ownCertificateFailure,
  shortThumbprint,
  thumbprintArgument,
  validityCause,
  type OwnCertificateFailure,
} from './own-certificate.js';
import { LIST_SMTP_CERTIFICATES, setTlsCertificateName } from './tls-certificate-name.js';
import { NEW_CERTIFICATE_NO_MAIL, RECEIVE_CONNECTOR } from './tls-references.js';

/**
 * A receive connector offers a certificate that Exchange cannot use: clients that use TLS fail on this one connector, while mail between
 * people flows over the others. Typical after a rotation of the certificate that the connector names.
 */
export const clientCertPinMissing = rule<OwnCertificateFailure>({
  id: 'client-cert-pin-missing',
  title: 'The receive connector’s certificate cannot be used: clients with TLS cannot send',
  severity: 'blocker',
  looksFor: '“TLS negotiation failed with error UnknownCredentials” in a receive log.',

  needs: ({ received, tlsFailed }) => received && tlsFailed,
  match: (session) => (session.direction === 'receive' ? ownCertificateFailure(session, 'UnknownCredentials') : undefined),
  keyFact: ({ certificate }) => certificate?.thumbprint ?? certificate?.subject ?? 'unknown certificate',
  sentence: ({ certificate }, scene) =>
    `Clients cannot start TLS on ${namedConnector(scene)}: Exchange may not use the private key of its certificate ${shortThumbprint(certificate)}, or it is no longer there.`,
  certificate: ({ certificate }) => certificate,

  causes: (failure, scene) => [
    {
      id: 'certificate-rotated',
      likelihood: 'likely',
      why: 'The connector’s TlsCertificateName names a certificate that was replaced. Settled by Get-ReceiveConnector against Get-ExchangeCertificate; other connectors of this server go on working.',
    },
    {
      id: 'certificate-not-enabled-for-smtp',
      likelihood: 'possible',
      why: 'The certificate is not enabled for SMTP, so Exchange has no right to its private key. Settled by Services in Get-ExchangeCertificate.',
    },
    ...validityCause(failure, scene),
    {
      id: 'client',
      likelihood: 'excluded',
      why: 'The handshake failed on this server, over its own certificate: the client and the network are not at fault.',
    },
  ],

  remedy: ({ certificate }, scene) => [
    lookAtCertificate(certificate),
    lookAtReceiveConnector(scene),
    LIST_SMTP_CERTIFICATES,
    setTlsCertificateName(scene, 'Receive'),
    {
      do: 'If the connector names the right certificate: enable it for SMTP, which also gives Exchange the right to its key.',
      ...enableForSmtp(thumbprintArgument(certificate)),
      verify: `The next session on ${namedConnector(scene)} logs “negotiation succeeded”.`,
    },
    restartTransport(true),
  ],

  references: [RECEIVE_CONNECTOR, NEW_CERTIFICATE_NO_MAIL],
});
