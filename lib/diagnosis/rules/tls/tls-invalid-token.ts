import { handshakeFails, isInbound, portIsOpen } from './handshake-failure.js';
import { handshakeRule } from './handshake-rule.js';
import { lookAtReceiveConnector, lookAtSendConnector } from './connector-settings.js';
import { addressArgument } from '../../words.js';
import { inspectedOnTheWay, letSmtpPassUntouched } from './smtp-inspection.js';
import { SECURITY_STATUS_CODES, STARTTLS_RFC } from './tls-references.js';

/** The bytes of the handshake were damaged, or come from something that is no TLS of today: SEC_E_INVALID_TOKEN (0x80090308). */
export const tlsInvalidToken = handshakeRule({
  id: 'tls-invalid-token',
  title: 'The TLS handshake of the other side is unreadable',
  severity: 'degraded',
  looksFor: '“TLS negotiation failed with error InvalidToken”, or “Security status InvalidToken” in an error text.',
  words: ['InvalidToken'],

  sentence: (failure, scene) => `${handshakeFails(failure, scene)}: the bytes of the handshake could not be read.`,

  causes: (failure, scene) => [
    {
      id: 'one-host-or-ipv6',
      likelihood: scene.remote?.address.includes(':') === true ? 'likely' : 'possible',
      why:
        scene.remote?.address.includes(':') === true
          ? `The attempt went to an IPv6 address (${scene.remote.address}): the IPv6 path may lead elsewhere than the IPv4 one. Settled by: sessions to the same domain over IPv4 succeed.`
          : 'Only one of the domain’s hosts answers so, as an old appliance would. Settled by: sessions to its other addresses succeed.',
    },
    inspectedOnTheWay('possible', 'Something on the way changes the bytes. Settled by: several hosts of different operators answer so.'),
    ...portIsOpen(failure),
  ],

  remedy: (failure, scene) => [
    isInbound(failure, scene) ? lookAtReceiveConnector(scene) : lookAtSendConnector(scene),
    {
      do: 'See which addresses the domain’s mail hosts have, and hold them against the sessions: which of them fail?',
      command: `Resolve-DnsName '<recipient domain>' -Type MX`,
    },
    {
      do: 'Try each address from this server.',
      command: `Test-NetConnection ${addressArgument(scene)} -Port 25`,
      verify: 'TcpTestSucceeded is True for all of them: then the operator of the one that fails in TLS must mend it.',
    },
    letSmtpPassUntouched(scene),
  ],

  references: [SECURITY_STATUS_CODES, STARTTLS_RFC],
});
