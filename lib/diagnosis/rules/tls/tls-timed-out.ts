import { rule } from '../../rule.js';
import { handshakeFailure, handshakeFailureIn, handshakeFails, portIsOpen, SILENCE, type HandshakeFailure } from './handshake-failure.js';
import { inspectedOnTheWay, letSmtpPassUntouched, tryLargePackets } from './smtp-inspection.js';
import { HYBRID_TRANSPORT, STARTTLS_RFC } from './tls-references.js';

/**
 * The handshake begins, and then nothing comes any more: the opposite of a credentials error, which comes within milliseconds. Our certificate
 * makes the largest packets of the session so far, so this is where a path that loses large packets shows.
 */
export const tlsTimedOut = rule<HandshakeFailure>({
  id: 'tls-timed-out',
  title: 'The TLS handshake gets no answer',
  severity: 'blocker',
  looksFor: '“TLS negotiation failed with error TimedOut”, or a session that says nothing for 20 seconds after STARTTLS and then ends.',

  needs: ({ handshakeFailed }) => handshakeFailed,
  match: (session) => handshakeFailure(session, ['TimedOut', SILENCE]),
  // “421 4.4.2 Connection dropped due to TimedOut” alone may be any moment of the session, and is no sign.
  explain: (error) => handshakeFailureIn(error, ['TimedOut']),
  keyFact: ({ peerName }) => peerName,
  sentence: (failure, scene) => `${handshakeFails(failure, scene)}: nothing came back before the timeout.`,
  certificate: ({ certificate }) => certificate,

  causes: (failure) => [
    inspectedOnTheWay(
      'likely',
      'A firewall or intrusion prevention swallows the packets of the handshake. Settled by a capture on both sides of it.',
    ),
    {
      id: 'large-packets-lost',
      likelihood: failure.certificate === undefined ? 'possible' : 'likely',
      why:
        failure.certificate === undefined
          ? 'Full-size packets get lost on the way (MTU), while the small ones before passed. Settled by a ping of full size that must not be fragmented.'
          : 'The rows show that small packets passed until our certificate went out, and nothing after it: full-size packets may get lost on the way (MTU). Settled by a ping of full size that must not be fragmented.',
    },
    {
      id: 'revocation-check-blocked',
      likelihood: 'possible',
      why: 'This server waits for a revocation list or a missing intermediate that it cannot fetch. Settled by: certutil -verify -urlfetch on the other side’s certificate, and netsh winhttp show proxy.',
    },
    ...portIsOpen(failure),
  ],

  remedy: (_failure, scene) => [
    {
      do: 'See which proxy Windows uses to fetch revocation lists and intermediates, and whether it is the right one.',
      command: 'netsh winhttp show proxy',
    },
    tryLargePackets(scene),
    letSmtpPassUntouched(scene),
    {
      do: 'Where large packets get lost: lower the MSS on the firewall for this path, or let “fragmentation needed” (ICMP type 3 code 4) through.',
      verify: 'The next session logs “negotiation succeeded” within a second of STARTTLS.',
      undo: 'Set the MSS back.',
    },
  ],

  references: [HYBRID_TRANSPORT, STARTTLS_RFC],
});
