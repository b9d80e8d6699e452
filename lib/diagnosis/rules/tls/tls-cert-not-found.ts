import type { LogRecord } from '../../../log/record.js';
import { rule } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { lookAtSendConnector, restartTransport, RUN_HYBRID_WIZARD } from './connector-settings.js';
import { RETRY_QUEUES } from './own-certificate.js';
import { LIST_SMTP_CERTIFICATES, LOOK_AT_EVENT_12014, setTlsCertificateName } from './tls-certificate-name.js';
import { HYBRID_CERTIFICATES, NEW_CERTIFICATE_NO_MAIL, SEND_CONNECTOR } from './tls-references.js';

/** “454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found” */
const NOT_FOUND = /\bcertificate specified in TlsCertificateName\b.*\bcould not be found\b/i;

/** The send connector asks for a certificate that this server does not have. Mostly there is no session at all, only the queue's error. */
export const tlsCertNotFound = rule<object>({
  id: 'tls-cert-not-found',
  title: 'The certificate that the send connector asks for is not on this server',
  severity: 'blocker',
  looksFor:
    '“454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found”, in a queue or in a row of the send log.',

  needs: ({ sent }) => sent,
  match({ direction, session: { records } }) {
    const row =
      direction === 'send'
        ? records.find((record) => isExchangesOwn(record) && NOT_FOUND.test(record.context === '' ? record.data : record.context))
        : undefined;
    return row && { evidence: [row], details: {} };
  },
  explain: ({ text }) => (NOT_FOUND.test(text) ? {} : undefined),
  keyFact: () => 'TlsCertificateName',
  sentence: (_details, scene) =>
    `${namedConnector(scene)} asks for a certificate (TlsCertificateName) that the sending server does not have.`,

  causes: () => [
    {
      id: 'renewed-under-another-name',
      likelihood: 'likely',
      why: 'The certificate was renewed with another issuer or subject, and the connector still names the old one. Settled by TlsCertificateName against Issuer and Subject of the certificates.',
    },
    {
      id: 'missing-on-one-server',
      likelihood: 'possible',
      why: 'It is missing on one of the source servers only. Settled by Get-ExchangeCertificate -Server for each server in SourceTransportServers.',
    },
    {
      id: 'removed-or-invalid',
      likelihood: 'possible',
      why: 'It was removed, has expired, was revoked, or has no private key here. Settled by Status in Get-ExchangeCertificate, and by event 12014.',
    },
  ],

  remedy: (_details, scene) => [
    lookAtSendConnector(scene),
    LIST_SMTP_CERTIFICATES,
    LOOK_AT_EVENT_12014,
    setTlsCertificateName(scene, 'Send'),
    restartTransport(false),
    {
      ...RUN_HYBRID_WIZARD,
      do: 'Or, for the hybrid connector, run the Hybrid Configuration Wizard again and choose the certificate that is in use.',
    },
    RETRY_QUEUES,
  ],

  references: [SEND_CONNECTOR, HYBRID_CERTIFICATES, NEW_CERTIFICATE_NO_MAIL],
});

function isExchangesOwn({ event }: LogRecord): boolean {
  return event === '*';
}
