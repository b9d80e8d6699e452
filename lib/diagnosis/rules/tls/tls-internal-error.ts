import { handshakeFails, portIsOpen } from './handshake-failure.js';
import { handshakeRule, ownCertificateOrPeer } from './handshake-rule.js';
import { lookAtCertificate, thumbprintArgument } from './own-certificate.js';
import { LOOK_AT_SCHANNEL_EVENTS, LOOK_AT_TLS_1_2 } from './schannel-settings.js';
import { SCHANNEL_ALERTS, SECURITY_STATUS_CODES } from './tls-references.js';

/** No answer from afar comes faster. */
const OWN_DOING_MILLISECONDS = 20;

/** Schannel itself failed, on this server or on the other: SEC_E_INTERNAL_ERROR (0x80090304), or the alert internal_error. */
export const tlsInternalError = handshakeRule({
  id: 'tls-internal-error',
  title: 'TLS fails with an internal error of the security system',
  severity: 'blocker',
  looksFor: '“TLS negotiation failed with error InternalError”, or “Security status InternalError” in an error text.',
  words: ['InternalError'],
  keyFact: ownCertificateOrPeer,

  sentence: (failure, scene) => `${handshakeFails(failure, scene)}: the security system of one side failed, mostly over its private key.`,

  causes: (failure) => [
    {
      id: 'private-key-unusable',
      likelihood: failure.delay !== undefined && failure.delay < OWN_DOING_MILLISECONDS ? 'likely' : 'possible',
      why:
        failure.delay === undefined
          ? 'The private key of our certificate is damaged, or its provider does not answer. Settled by certutil, and by Schannel events 36870 and 36871.'
          : `The row shows the failure ${failure.delay} ms after our certificate was chosen: ${failure.delay < OWN_DOING_MILLISECONDS ? 'too fast for an answer from afar, so it may be our own private key' : 'long enough for an answer of the other side'}. Settled by certutil, and by Schannel events 36870 and 36871.`,
    },
    {
      id: 'windows-state',
      likelihood: 'possible',
      why: 'Windows’ security service is in a bad state, as after an update that awaits its restart. Settled by: several certificates and peers fail at once.',
    },
    {
      id: 'peer-internal-error',
      likelihood: 'possible',
      why: 'The other side failed and said so by an alert. Settled by: only this peer fails.',
    },
    ...portIsOpen(failure),
  ],

  remedy: (failure) => [
    lookAtCertificate(failure.certificate),
    LOOK_AT_SCHANNEL_EVENTS,
    {
      do: 'Let Windows test the private key.',
      command: `certutil -store my ${thumbprintArgument(failure.certificate)}`,
      verify: 'It says “Encryption test passed”.',
    },
    {
      do: 'If the test fails: bind certificate and private key again, or import the certificate again from its .pfx file.',
      command: `certutil -repairstore my ${thumbprintArgument(failure.certificate)}`,
      caution: 'Run it on the Exchange server in an elevated prompt.',
      verify: 'The test passes, and the next session logs “negotiation succeeded”.',
    },
    LOOK_AT_TLS_1_2,
    {
      do: 'If the key is good and several peers fail: restart the server in a maintenance window.',
      verify: 'The next session logs “negotiation succeeded”.',
    },
  ],

  references: [SECURITY_STATUS_CODES, SCHANNEL_ALERTS],
});
