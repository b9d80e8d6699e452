import type { LogRecord } from '../../../log/record.js';
import { offersBeforeTls } from '../../facts/offers-before-tls.js';
import { rule } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { lookAtReceiveConnector, restartTransport, RUN_HYBRID_WIZARD } from './connector-settings.js';
import { digicertRootMissing, LOOK_AT_DIGICERT_ROOT } from './digicert-root.js';
import { isWrittenByExchangeOnline } from './handshake-word.js';
import { enableForSmtp } from './own-certificate.js';
import { peerOf } from './peer.js';
import { inspectedOnTheWay } from './smtp-inspection.js';
import { LIST_SMTP_CERTIFICATES, LOOK_AT_EVENT_12014, setTlsCertificateName } from './tls-certificate-name.js';
import { MAIL_FLOW_INTELLIGENCE, NEW_CERTIFICATE_NO_MAIL, RECEIVE_CONNECTOR } from './tls-references.js';

interface NoTlsOffered {
  /** Seen in our own log, so that it is this server that does not offer it; otherwise only Exchange Online says so. */
  readonly seenHere: boolean;
}

/**
 * Exchange does not offer STARTTLS on a receive connector, and Exchange Online leaves without a word of complaint. There is no error row:
 * what tells is the token that our own answer to EHLO lacks. `X-ANONYMOUSTLS` is another one, for Exchange servers among themselves.
 */
export const tlsStarttlsMissingReceive = rule<NoTlsOffered>({
  id: 'tls-starttls-missing-receive',
  title: 'This server does not offer TLS to Exchange Online',
  severity: 'blocker',
  looksFor:
    'A session of Exchange Online in a receive log to which our answer to EHLO lacks STARTTLS and which ends without mail; or a report of Exchange Online that says “STARTTLS is required to send mail”.',

  needs: ({ received, mail }) => received && !mail,
  match(session) {
    const { direction, messages, closing, startTls, commands } = session;
    if (direction !== 'receive' || messages.length > 0 || closing === undefined || startTls !== undefined) return undefined;
    const offers = offersBeforeTls(session);
    if (offers === undefined || offers.extensions.has('STARTTLS') || peerOf(session) !== 'exchange-online') return undefined;
    const asked = commands.find(({ reply }) => reply === offers.reply)?.record;
    return {
      evidence: [asked, offers.reply.record].filter((record): record is LogRecord => record !== undefined),
      details: { seenHere: true },
    };
  },
  explain: (error) =>
    /\bSTARTTLS is required\b|\bstarttls-not-supported\b/i.test(error.text) && isWrittenByExchangeOnline(error)
      ? { seenHere: false }
      : undefined,
  keyFact: () => 'STARTTLS',
  sentence: ({ seenHere }, scene) =>
    seenHere
      ? `This server does not offer STARTTLS to Exchange Online on ${namedConnector(scene)}, and Exchange Online leaves without sending.`
      : 'Exchange Online cannot send to this organisation: it needs STARTTLS, and what answers there does not offer it or does not complete it.',

  causes: ({ seenHere }) => [
    {
      id: 'certificate-name-outdated',
      likelihood: 'likely',
      why: 'The receive connector’s TlsCertificateName names a certificate that was removed or renewed. Settled by event 12014, and by Get-ReceiveConnector against Get-ExchangeCertificate.',
    },
    {
      id: 'no-smtp-certificate',
      likelihood: 'possible',
      why: 'No valid certificate is enabled for SMTP and matches the connector’s Fqdn. Settled by Get-ExchangeCertificate.',
    },
    {
      id: 'tls-switched-off',
      likelihood: 'possible',
      why: 'AuthMechanism of the connector lacks Tls, or another connector than the one that is meant took the session. Settled by Get-ReceiveConnector.',
    },
    seenHere
      ? inspectedOnTheWay('excluded', 'The row is our own answer, as Exchange sent it: no device on the way has taken STARTTLS out of it.')
      : inspectedOnTheWay(
          'possible',
          'A device in front of Exchange takes STARTTLS out of the answer. Settled by our receive log: if our “250” rows to Exchange Online list STARTTLS, it is the device.',
        ),
    ...(seenHere ? [] : [digicertRootMissing('possible')]),
  ],

  remedy: ({ seenHere }, scene) => [
    lookAtReceiveConnector(scene),
    LOOK_AT_EVENT_12014,
    LIST_SMTP_CERTIFICATES,
    {
      do: 'Enable the certificate for SMTP, if it is not.',
      ...enableForSmtp("'<thumbprint of the right certificate>'"),
      verify: 'Get-ExchangeCertificate lists it with SMTP.',
    },
    setTlsCertificateName(scene, 'Receive'),
    {
      ...restartTransport(true),
      verify: 'Our answer to EHLO in the next session of Exchange Online lists STARTTLS, and the session goes on with it.',
    },
    RUN_HYBRID_WIZARD,
    ...(seenHere ? [] : [LOOK_AT_DIGICERT_ROOT]),
  ],

  references: [NEW_CERTIFICATE_NO_MAIL, RECEIVE_CONNECTOR, MAIL_FLOW_INTELLIGENCE],
});
