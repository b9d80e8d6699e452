import type { LoggedCertificate } from '../../facts/certificate.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import { outcomeOf } from '../../outcome.js';
import { rule, type Match } from '../../rule.js';
import { day, namedConnector, namedPeer } from '../../words.js';
import { restartTransport, RUN_HYBRID_WIZARD } from './connector-settings.js';
import {
  anyHandshakeFailure,
  handshakeFailure,
  handshakeFailureIn,
  handshakeFails,
  isInbound,
  isOutage,
  isOverOurKey,
  type HandshakeFailure,
} from './handshake-failure.js';
import { enableForSmtp, lookAtCertificate, RETRY_QUEUES, shortThumbprint } from './own-certificate.js';
import { keyOfPeer, peerOf } from './peer.js';
import { EXCHANGE_ONLINE_TLS, HYBRID_CERTIFICATES, SCHANNEL_ALERTS } from './tls-references.js';

const WORDS = ['CertExpired', 'CertificateExpired'];

interface ExpiredCertificate extends HandshakeFailure {
  /** Whose certificate it is, where the session shows one that had expired. */
  readonly whose: 'ours' | 'theirs' | 'unknown';
}

/** A certificate had expired when the session failed: measured by the session's time, never by today's. */
export const tlsCertExpired = rule<ExpiredCertificate>({
  id: 'tls-cert-expired',
  title: 'TLS fails over an expired certificate',
  severity: 'blocker',
  looksFor:
    '“TLS negotiation failed with error CertExpired”, or a session that fails in the handshake or by 5.7.64 after a certificate of ours whose “Not after” lies before the session.',

  needs: ({ handshakeFailed, sent, errorReply }) => handshakeFailed || (sent && errorReply),
  match(session) {
    const byWord = handshakeFailure(session, WORDS);
    if (byWord !== undefined) return { ...byWord, details: { ...byWord.details, whose: whoseExpired(byWord.details, session) } };
    return brokenOverOurs(session) ?? refusedOverOurs(session);
  },
  explain(error) {
    const failure = handshakeFailureIn(error, WORDS);
    // Exchange Online judges the certificate that is shown to it on the way to us.
    return failure && { ...failure, whose: failure.toldBy === 'exchange-online' ? 'ours' : 'unknown' };
  },
  keyFact: ({ whose, certificate, received, peerName }) =>
    (whose === 'theirs' ? undefined : (certificate?.thumbprint ?? certificate?.subject)) ?? received?.subject ?? peerName,
  sentence: (failure, scene) => {
    const { whose, certificate, received } = failure;
    if (whose === 'ours' && certificate?.notAfter !== undefined)
      return `Our certificate ${shortThumbprint(certificate)} on ${namedConnector(scene)} expired on ${day(certificate.notAfter)}, before this session with ${namedPeer(scene)} failed.`;
    if (whose === 'theirs' && received?.notAfter !== undefined)
      return `The certificate of ${namedPeer(scene)} expired on ${day(received.notAfter)}: ${namedConnector(scene)} does not accept it.`;
    return `${handshakeFails(failure, scene)}: a certificate has expired${whose === 'ours' ? ', the one that is shown on the way to us' : ''}.`;
  },
  certificate: ({ whose, certificate }) => (whose === 'theirs' ? undefined : certificate),

  causes: ({ whose, certificate, received, toldBy }) => [
    {
      id: 'our-certificate-expired',
      likelihood: whose === 'ours' ? 'likely' : whose === 'theirs' ? 'unlikely' : 'possible',
      why:
        certificate?.notAfter === undefined
          ? 'Settled by NotAfter in Get-ExchangeCertificate: which certificate for SMTP has expired?'
          : `The row shows our certificate valid until ${day(certificate.notAfter)}.`,
    },
    {
      id: 'their-certificate-expired',
      likelihood: whose === 'theirs' ? 'likely' : whose === 'ours' ? 'unlikely' : 'possible',
      why:
        received?.notAfter === undefined
          ? 'The log does not show until when the other side’s certificate is valid.'
          : `The row shows the other side’s certificate valid until ${day(received.notAfter)}.`,
    },
    ...(toldBy === 'exchange-online'
      ? [
          {
            id: 'device-in-front',
            likelihood: 'possible' as const,
            why: 'A firewall, load balancer or mail gateway in front of Exchange shows a certificate of its own. Settled by the thumbprint in the report: if no Exchange server has it, it is not Exchange’s.',
          },
        ]
      : []),
  ],

  remedy: (failure, scene) => [
    lookAtCertificate(failure.whose === 'theirs' ? undefined : failure.certificate),
    ...(failure.whose === 'theirs'
      ? [
          {
            do: 'Tell the operator of the other side; only they can renew it. Mail stays queued until then.',
            verify: 'The next session logs a “Remote certificate” with a later “Not after”.',
          },
        ]
      : [
          {
            do: 'Install the renewed certificate on every server that sends or receives for this connector, and enable it for SMTP.',
            ...enableForSmtp("'<thumbprint of the renewed certificate>'"),
            verify: 'Get-ExchangeCertificate lists it with SMTP, Status Valid, HasPrivateKey True.',
          },
          RUN_HYBRID_WIZARD,
          restartTransport(isInbound(failure, scene)),
        ]),
    RETRY_QUEUES,
  ],

  references: [HYBRID_CERTIFICATES, EXCHANGE_ONLINE_TLS, SCHANNEL_ALERTS],
});

/** The handshake failed or was left, whatever its word, over a certificate of ours that had expired. */
function brokenOverOurs(session: SessionFacts): Match<ExpiredCertificate> | undefined {
  const match = anyHandshakeFailure(session);
  if (match === undefined || isOverOurKey(match.details) || !isOutage(match.details, session)) return undefined;
  return isExpired(match.details.certificate, session) ? { ...match, details: { ...match.details, whose: 'ours' } } : undefined;
}

/** Exchange Online accepts TLS with it, yet no longer takes it as a sign of the tenant. */
function refusedOverOurs(session: SessionFacts): Match<ExpiredCertificate> | undefined {
  if (session.direction !== 'send' || outcomeOf(session) === 'delivered') return undefined;
  const refusal = session.replies.find(({ code, status }) => code === 550 && status === '5.7.64');
  const certificate = session.certificates.findLast(({ side }) => side === 'sent');
  if (refusal === undefined || certificate === undefined || !isExpired(certificate, session)) return undefined;
  const peer = peerOf(session);
  return {
    evidence: [...certificate.records, refusal.record],
    details: {
      whose: 'ours',
      error: 'TenantAttribution',
      certificate,
      received: undefined,
      delay: undefined,
      toldBy: 'reply',
      peer,
      peerName: keyOfPeer(peer, session.remote?.address),
    },
  };
}

function whoseExpired({ certificate, received }: HandshakeFailure, session: SessionFacts): ExpiredCertificate['whose'] {
  if (isExpired(certificate, session)) return 'ours';
  return isExpired(received, session) ? 'theirs' : 'unknown';
}

function isExpired(certificate: LoggedCertificate | undefined, { endedAt }: SessionFacts): boolean {
  return certificate?.notAfter !== undefined && certificate.notAfter < endedAt;
}
