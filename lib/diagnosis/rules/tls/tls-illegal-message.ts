import { handshakeFails, isInbound, portIsOpen } from './handshake-failure.js';
import { handshakeRule } from './handshake-rule.js';
import { lookAtReceiveConnector, lookAtSendConnector } from './connector-settings.js';
import { LOOK_AT_SCHANNEL_EVENTS, LOOK_AT_TLS_1_2 } from './schannel-settings.js';
import { inspectedOnTheWay, letSmtpPassUntouched } from './smtp-inspection.js';
import { HYBRID_TRANSPORT, MAIL_FLOW_INTELLIGENCE, SCHANNEL_ALERTS } from './tls-references.js';

/** What came was no TLS, or an alert without a better name: SEC_E_ILLEGAL_MESSAGE. */
export const tlsIllegalMessage = handshakeRule({
  id: 'tls-illegal-message',
  title: 'The other side answers the TLS handshake with something that is not TLS',
  severity: 'blocker',
  looksFor: '“TLS negotiation failed with error IllegalMessage”, or “Security status IllegalMessage” in an error text.',
  words: ['IllegalMessage'],

  sentence: (failure, scene) =>
    failure.toldBy === 'exchange-online'
      ? `${handshakeFails(failure, scene)}: what answers there on port 25 does not speak TLS as agreed, or refuses the handshake.`
      : `${handshakeFails(failure, scene)}: what came back was no TLS, or a refusal without a better name.`,

  causes: (failure, scene) => [
    inspectedOnTheWay(
      'likely',
      isInbound(failure, scene)
        ? 'Something in front of Exchange answers or changes the handshake. Settled by our receive log: no session of that minute means that something else answered.'
        : 'A proxy, a firewall or a virus scanner answers STARTTLS in place of the host, or changes the bytes. Settled by the greeting in the session: is it the host that we mean?',
    ),
    {
      id: 'load-balancer-mode',
      likelihood: isInbound(failure, scene) ? 'possible' : 'unlikely',
      why: 'A load balancer terminates TLS itself or waits for TLS from the first byte. Settled by its settings: port 25 must be passed on as plain TCP.',
    },
    {
      id: 'handshake-refused',
      likelihood: 'possible',
      why: 'The other side refused with the alert handshake_failure: it may have no cipher suite in common with this server. Settled by the Schannel events.',
    },
    ...portIsOpen(failure),
  ],

  remedy: (failure, scene) => [
    isInbound(failure, scene) ? lookAtReceiveConnector(scene) : lookAtSendConnector(scene),
    isInbound(failure, scene)
      ? {
          do: 'From outside, see who answers: the greeting on port 25 of your public address should name your Exchange server.',
          verify: 'The greeting names this server, and the session shows up in its receive log.',
        }
      : {
          do: 'Compare the greeting in the session with the host that the connector should reach.',
          verify: 'It names that host. Exchange Online greets as “….mail.protection.outlook.com Microsoft ESMTP MAIL Service ready”.',
        },
    letSmtpPassUntouched(scene),
    LOOK_AT_SCHANNEL_EVENTS,
    LOOK_AT_TLS_1_2,
  ],

  references: [SCHANNEL_ALERTS, HYBRID_TRANSPORT, MAIL_FLOW_INTELLIGENCE],
});
