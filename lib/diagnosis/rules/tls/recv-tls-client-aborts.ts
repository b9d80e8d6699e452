import { rule } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { anyHandshakeFailure, isOutage, isOverOurKey, LEFT, SILENCE, type HandshakeFailure } from './handshake-failure.js';
import { lookAtCertificate, validityCause } from './own-certificate.js';
import { STARTTLS_RFC } from './tls-references.js';

/**
 * A client of the internet begins TLS on a receive connector and does not complete it: a scanner, a monitor that looks at the certificate, a
 * sender that is too old. It is worth a look only when a sender complains.
 */
export const recvTlsClientAborts = rule<HandshakeFailure>({
  id: 'recv-tls-client-aborts',
  title: 'Clients from the internet begin TLS and do not complete it',
  severity: 'info',
  looksFor:
    'A receive session of neither Exchange Online nor, with an error of its own, the own network, in which the handshake fails or is left.',

  needs: ({ received, handshakeFailed }) => received && handshakeFailed,
  match(session) {
    const match = session.direction === 'receive' ? anyHandshakeFailure(session) : undefined;
    return match === undefined || isOverOurKey(match.details) || isOutage(match.details, session) ? undefined : match;
  },
  // Strangers are many: one finding for each way of failing.
  keyFact: ({ error }) => error,
  sentence: ({ error, peer }, scene) =>
    `${peer === 'own-network' ? 'A client of the own network' : 'A client'} begins TLS on ${namedConnector(scene)} and ${
      error === LEFT ? 'leaves' : error === SILENCE ? 'falls silent' : `fails with ${error}`
    }.`,
  certificate: ({ certificate }) => certificate,

  causes: (failure, scene) => [
    {
      id: 'scanner-or-monitor',
      likelihood: 'likely',
      why: 'Scanners and monitoring look at the certificate and leave, or try old TLS versions on purpose. Settled by the addresses: few of them, again and again, and never a message.',
    },
    {
      id: 'sender-too-old',
      likelihood: 'possible',
      why: 'A real sender has only TLS versions or cipher suites that this server no longer takes. Settled by: the same address sends mail without TLS, or its operator complains.',
    },
    {
      id: 'our-certificate-refused',
      likelihood: 'possible',
      why: 'A real sender does not accept our certificate. Settled by: it began for many senders on one day, as after a renewal.',
    },
    ...validityCause(failure, scene),
  ],

  remedy: (failure) => [
    {
      ...lookAtCertificate(failure.certificate),
      verify: 'The certificate is the right one, and valid: then nothing need be done while no sender complains.',
    },
  ],

  references: [STARTTLS_RFC],
});
