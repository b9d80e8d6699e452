import type { LogRecord } from '../../../log/record.js';
import type { LoggedCertificate } from '../../facts/certificate.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import { rule } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { lookAtReceiveConnector, restartTransport, RUN_HYBRID_WIZARD } from './connector-settings.js';
import { enableForSmtp, shortThumbprint } from './own-certificate.js';
import { peerOf } from './peer.js';
import { LIST_SMTP_CERTIFICATES, setTlsCertificateName } from './tls-certificate-name.js';
import { EXCHANGE_ONLINE_TLS, HYBRID_CERTIFICATES, RECEIVE_CONNECTOR } from './tls-references.js';

interface SelfSigned {
  readonly certificate: LoggedCertificate;
}

/**
 * Exchange shows Exchange Online the certificate that Setup made for itself, and Exchange Online leaves without mail: the hybrid connector there
 * asks for a public certificate with the right name. On our side nothing looks wrong but the certificate's row.
 *
 * Exchange Online reports the same as SubjectMismatch or UntrustedRoot. Without a session of ours that text leaves open which certificate it was
 * and who showed it, so it is left to tls-wrong-principal and tls-untrusted-root.
 */
export const recvWrongCertificate = rule<SelfSigned>({
  id: 'recv-wrong-certificate',
  title: 'Exchange shows Exchange Online its self-signed certificate',
  severity: 'blocker',
  looksFor:
    'A session of Exchange Online in a receive log in which our self-signed certificate (subject and issuer alike) is shown and no mail follows.',

  needs: ({ received, mail }) => received && !mail,
  match(session) {
    const { direction, messages, closing } = session;
    if (direction !== 'receive' || messages.length > 0 || closing === undefined || peerOf(session) !== 'exchange-online') return undefined;
    const certificate = session.certificates.findLast(({ side }) => side === 'sent');
    if (certificate === undefined || !isSelfSigned(certificate)) return undefined;
    return { evidence: [...certificate.records, decisiveRow(session, closing.record)], details: { certificate } };
  },
  keyFact: ({ certificate }) => certificate.thumbprint ?? certificate.subject ?? 'unknown certificate',
  sentence: ({ certificate }, scene) =>
    `Exchange Online came to ${namedConnector(scene)}, was shown the self-signed certificate ${shortThumbprint(certificate)} and left without mail.`,
  certificate: ({ certificate }) => certificate,

  causes: () => [
    {
      id: 'certificate-name-not-set',
      likelihood: 'likely',
      why: 'The receive connector’s TlsCertificateName is empty or names another certificate, and the connector’s Fqdn fits the self-signed one best. Settled by Get-ReceiveConnector.',
    },
    {
      id: 'public-certificate-not-enabled',
      likelihood: 'possible',
      why: 'The public certificate is not enabled for SMTP on this server, or is not here. Settled by Get-ExchangeCertificate.',
    },
    {
      id: 'no-validation-wanted',
      likelihood: 'possible',
      why: 'The connector in Exchange Online asks for any certificate, and the session ended without mail for another reason. Settled by TlsSettings in Get-OutboundConnector: DomainValidation and CertificateValidation refuse a self-signed one.',
    },
  ],

  remedy: (_details, scene) => [
    lookAtReceiveConnector(scene),
    LIST_SMTP_CERTIFICATES,
    {
      do: 'Enable the public certificate for SMTP, if it is not.',
      ...enableForSmtp("'<thumbprint of the public certificate>'"),
      verify: 'Get-ExchangeCertificate lists it with SMTP.',
    },
    setTlsCertificateName(scene, 'Receive'),
    restartTransport(true),
    RUN_HYBRID_WIZARD,
  ],

  references: [HYBRID_CERTIFICATES, EXCHANGE_ONLINE_TLS, RECEIVE_CONNECTOR],
});

function isSelfSigned({ subject, issuer }: LoggedCertificate): boolean {
  return subject !== undefined && subject === issuer;
}

/** The failed handshake where one was logged, else the end. */
function decisiveRow({ tls }: SessionFacts, closing: LogRecord): LogRecord {
  return tls?.outcome === 'failed' ? tls.record : closing;
}
