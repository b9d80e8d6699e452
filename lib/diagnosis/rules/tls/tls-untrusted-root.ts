import type { SessionFacts } from '../../facts/session-facts.js';
import { rule, type Cause, type Match } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { lookAtSendConnector } from './connector-settings.js';
import { ADD_ROOT, digicertRootMissing, LOOK_AT_DIGICERT_ROOT } from './digicert-root.js';
import { handshakeFailure, handshakeFailureIn, handshakeFails, isInbound, portIsOpen, type HandshakeFailure } from './handshake-failure.js';
import { ownCertificateOrPeer } from './handshake-rule.js';
import { keyOfPeer, peerOf } from './peer.js';
import { inspectedOnTheWay, letSmtpPassUntouched } from './smtp-inspection.js';
import { LIST_SMTP_CERTIFICATES, setTlsCertificateName } from './tls-certificate-name.js';
import { HYBRID_CERTIFICATES, SCHANNEL_ALERTS } from './tls-references.js';

const WORDS = ['UntrustedRoot'];

interface UntrustedIssuer extends HandshakeFailure {
  /** Who distrusts whom, as far as it can be told. */
  readonly who: 'we' | 'they' | 'unknown';
  /** TLS stood, and only the trust was missing. */
  readonly tlsStood: boolean;
}

/** One side does not trust the authority behind the other's certificate: SEC_E_UNTRUSTED_ROOT (0x80090325), or the alert unknown_ca. */
export const tlsUntrustedRoot = rule<UntrustedIssuer>({
  id: 'tls-untrusted-root',
  title: 'A certificate’s issuer is not trusted',
  severity: 'blocker',
  looksFor:
    '“TLS negotiation failed with error UntrustedRoot”, a reply or error text that names UntrustedRoot, or Exchange Online’s client certificate with the status UntrustedRoot.',

  needs: ({ handshakeFailed, received, mail }) => handshakeFailed || (received && !mail),
  match(session) {
    const match = handshakeFailure(session, WORDS);
    return match === undefined ? exchangeOnlineUntrusted(session) : { ...match, details: judged(match.details) };
  },
  explain(error) {
    const failure = handshakeFailureIn(error, WORDS);
    return failure && judged(failure);
  },
  keyFact: (failure) => (failure.toldBy === 'reply' ? ownCertificateOrPeer(failure) : failure.peerName),
  sentence: (failure, scene) =>
    failure.tlsStood
      ? `Exchange Online came to ${namedConnector(scene)} with a certificate whose issuer this server does not trust, and left without sending.`
      : `${handshakeFails(failure, scene)}: ${WHO_DISTRUSTS[failure.who]}.`,
  certificate: ({ certificate }) => certificate,

  causes(failure) {
    const { certificate, peer } = failure;
    const theirs = failure.who === 'they';
    const selfSigned = certificate?.subject !== undefined && certificate.subject === certificate.issuer;
    return [
      {
        id: 'our-certificate-untrusted',
        likelihood: theirs || selfSigned ? 'likely' : failure.who === 'we' ? 'unlikely' : 'possible',
        why: selfSigned
          ? 'The row shows that our certificate is self-signed: no other organisation trusts it.'
          : 'Our certificate is from an internal authority or self-signed, or its intermediates are missing: the other side does not trust it. Two certificates for SMTP may match, and Exchange chose the wrong one. Settled by Issuer in Get-ExchangeCertificate.',
      },
      ...(peer === 'exchange-online' && !theirs ? [digicertRootMissing('likely')] : []),
      {
        id: 'root-or-intermediate-missing',
        likelihood: theirs ? 'unlikely' : 'possible',
        why: 'This server lacks the root or an intermediate of the other side’s certificate. Settled by: certutil -verify -urlfetch on that certificate.',
      },
      firewallCertificate(failure),
      ...portIsOpen(failure),
    ];
  },

  remedy: (failure, scene) => [
    LIST_SMTP_CERTIFICATES,
    ...(isInbound(failure, scene) ? [] : [lookAtSendConnector(scene)]),
    ...(failure.peer === 'exchange-online' ? [LOOK_AT_DIGICERT_ROOT] : []),
    ...(failure.who === 'we'
      ? []
      : [
          {
            ...setTlsCertificateName(scene, isInbound(failure, scene) ? 'Receive' : 'Send'),
            do: 'If Exchange chooses the wrong one of two certificates, point the connector to the right one.',
          },
        ]),
    ADD_ROOT,
    letSmtpPassUntouched(scene),
  ],

  references: [
    {
      title: 'Mail flow to Exchange Online stops and event ID 2004 is logged (KB 2888788)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/mail-flow-stops-event-2004',
    },
    HYBRID_CERTIFICATES,
    SCHANNEL_ALERTS,
  ],
});

const WHO_DISTRUSTS = {
  they: 'the other side does not trust the issuer of our certificate',
  we: 'this server may not trust the issuer of the other side’s certificate',
  unknown: 'one side does not trust the issuer of the other’s certificate',
} as const;

/** A reply that refuses our mail is the other side's judgement; Schannel's word may be either's. */
function judged(failure: HandshakeFailure): UntrustedIssuer {
  const { toldBy, received } = failure;
  const who = toldBy === 'reply' || toldBy === 'exchange-online' ? 'they' : toldBy === 'log' && received !== undefined ? 'we' : 'unknown';
  return { ...failure, who, tlsStood: false };
}

/** TLS inspection signs anew: the issuer of Exchange Online's certificate is then the firewall's. */
function firewallCertificate({ received, peer }: HandshakeFailure): Cause {
  const issuer = received?.issuer;
  const foreign = peer === 'exchange-online' && issuer !== undefined && !/\b(?:Microsoft|DigiCert|GlobalSign|Baltimore)\b/i.test(issuer);
  return inspectedOnTheWay(
    foreign ? 'likely' : 'possible',
    foreign
      ? `The row shows “${issuer}” as issuer of Exchange Online’s certificate, which is none of the usual ones: a firewall in between may show its own.`
      : 'A firewall decrypts TLS and shows a certificate of its own. Settled by the issuer of the other side’s certificate, where the log shows it.',
  );
}

/** Exchange Online came with its certificate, and this server could not trust it; it left without sending. */
function exchangeOnlineUntrusted(session: SessionFacts): Match<UntrustedIssuer> | undefined {
  const { direction, messages, closing } = session;
  if (direction !== 'receive' || messages.length > 0 || closing === undefined) return undefined;
  const peer = peerOf(session);
  if (peer !== 'exchange-online' || session.clientCertificateStatus !== 'UntrustedRoot') return undefined;
  const record = session.session.records.findLast(({ event, context }) => event === '*' && context.startsWith('Client certificate chain'));
  if (record === undefined) return undefined;
  return {
    evidence: [record],
    details: {
      who: 'we',
      tlsStood: true,
      error: 'UntrustedRoot',
      certificate: session.certificates.findLast(({ side }) => side === 'sent'),
      received: session.certificates.findLast(({ side }) => side === 'received'),
      delay: undefined,
      toldBy: 'log',
      peer,
      peerName: keyOfPeer(peer, session.remote?.address),
    },
  };
}
