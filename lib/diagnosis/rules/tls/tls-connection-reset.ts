import { handshakeFails, isInbound, LEFT, portIsOpen } from './handshake-failure.js';
import { handshakeRule } from './handshake-rule.js';
import { lookAtReceiveConnector, lookAtSendConnector } from './connector-settings.js';
import { shortThumbprint, validityCause } from './own-certificate.js';
import { LOOK_AT_SCHANNEL_EVENTS, LOOK_AT_TLS_1_2 } from './schannel-settings.js';
import { inspectedOnTheWay, letSmtpPassUntouched } from './smtp-inspection.js';
import { EXCHANGE_TLS_CONFIGURATION, HYBRID_CERTIFICATES, STARTTLS_RFC } from './tls-references.js';

/** The other side, or something in its name, ends the connection within the handshake and gives no reason. */
export const tlsConnectionReset = handshakeRule({
  id: 'tls-connection-reset',
  title: 'The other side ends the connection during the TLS handshake',
  severity: 'blocker',
  looksFor:
    '“TLS negotiation failed with error ConnectionReset” or “ConnectionAborted”, or a session that the other side closes after STARTTLS without another word.',
  words: ['ConnectionReset', 'ConnectionAborted', LEFT],

  sentence: (failure, scene) =>
    failure.toldBy === 'exchange-online'
      ? `Exchange Online reports that its connection to our server is broken off (${failure.error}), which may be in the TLS handshake.`
      : `${handshakeFails(failure, scene)}: ${
          failure.certificate === undefined
            ? 'it gave no reason, and no certificate of ours was logged before.'
            : `it hung up after our certificate ${shortThumbprint(failure.certificate)}, without a reason.`
        }`,

  causes: (failure, scene) => [
    {
      id: 'our-certificate-refused',
      likelihood: failure.certificate === undefined ? 'possible' : 'likely',
      why:
        failure.certificate === undefined
          ? 'The other side may refuse our certificate. The log shows none of ours before the end.'
          : 'The rows show that the connection ended after our certificate: the other side may not accept it. Settled by its names, its issuer and its chain; see step 1 and 2.',
    },
    ...validityCause(failure, scene),
    inspectedOnTheWay(
      'possible',
      'A firewall or intrusion prevention resets the connection, or terminates TLS with a certificate of its own. Settled by: only this path fails.',
    ),
    {
      id: 'protocol-refused',
      likelihood: 'possible',
      why: 'The other side accepts none of the TLS versions or cipher suites that this server offers. Settled by the registry, and by the version that successful sessions with others show.',
    },
    ...portIsOpen(failure),
  ],

  remedy: (failure, scene) => [
    isInbound(failure, scene) ? lookAtReceiveConnector(scene) : lookAtSendConnector(scene),
    {
      do: 'Look at the certificates for SMTP: names, issuer, and until when they are valid.',
      command:
        'Get-ExchangeCertificate | Where-Object Services -match SMTP | Format-List Thumbprint,Subject,Issuer,CertificateDomains,NotAfter,Status',
    },
    LOOK_AT_TLS_1_2,
    LOOK_AT_SCHANNEL_EVENTS,
    letSmtpPassUntouched(scene),
  ],

  references: [STARTTLS_RFC, HYBRID_CERTIFICATES, EXCHANGE_TLS_CONFIGURATION],
});
