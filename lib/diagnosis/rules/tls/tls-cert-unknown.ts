import { handshakeFails, isInbound, portIsOpen } from './handshake-failure.js';
import { handshakeRule, ownCertificateOrPeer } from './handshake-rule.js';
import { lookAtCertificate, thumbprintArgument, validityCause } from './own-certificate.js';
import { HYBRID_CERTIFICATES, SCHANNEL_ALERTS } from './tls-references.js';

/** A certificate could not be processed: SEC_E_CERT_UNKNOWN, or the alerts bad_certificate, unsupported_certificate, certificate_unknown. */
export const tlsCertUnknown = handshakeRule({
  id: 'tls-cert-unknown',
  title: 'A certificate of the TLS handshake could not be processed',
  severity: 'blocker',
  looksFor: '“TLS negotiation failed with error CertUnknown”, or “Security status CertUnknown” in an error text.',
  words: ['CertUnknown'],
  keyFact: ownCertificateOrPeer,

  sentence: (failure, scene) =>
    `${handshakeFails(failure, scene)}: ${
      scene.direction === 'receive'
        ? 'the client’s certificate, or ours, could not be processed.'
        : 'the other side may not accept our certificate, or this server not theirs.'
    }`,

  causes: (failure, scene) => [
    {
      id: 'chain-incomplete',
      likelihood: 'likely',
      why: 'An intermediate certificate is missing, so the chain cannot be built. Settled by: certutil -verify -urlfetch (see the remedy).',
    },
    {
      id: 'client-authentication-missing',
      likelihood: isInbound(failure, scene) ? 'unlikely' : 'possible',
      why:
        'The certificate may not be used by a client: its Enhanced Key Usage names Server Authentication only, as public authorities issue them by now. ' +
        'Settled by EnhancedKeyUsageList; most telling when it began after a renewal.',
    },
    ...validityCause(failure, scene),
    ...portIsOpen(failure),
  ],

  remedy: (failure) => [
    lookAtCertificate(failure.certificate),
    {
      do: 'See what it may be used for: both Server Authentication and Client Authentication should be named.',
      command: `Get-ChildItem Cert:\\LocalMachine\\My | Where-Object Thumbprint -eq ${thumbprintArgument(failure.certificate)} | Select-Object -ExpandProperty EnhancedKeyUsageList`,
    },
    {
      do: 'Export the certificate without its key, and let Windows build and check its chain.',
      command: "certutil -verify -urlfetch '<file of the certificate>'",
      verify: 'It ends with “Leaf certificate revocation check passed” and names no error in the chain.',
    },
    {
      do: 'Add the missing intermediate to the store “CA”, on every Exchange server; remove one that has expired.',
      command: "certutil -addstore CA '<file of the intermediate certificate>'",
      caution: 'An intermediate, not a root, and from the issuer’s own download page.',
      verify: 'The step before shows no error; the next session logs “negotiation succeeded”.',
      undo: 'certutil -delstore CA with the serial number of the intermediate.',
    },
  ],

  references: [SCHANNEL_ALERTS, HYBRID_CERTIFICATES],
});
