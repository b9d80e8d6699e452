import { handshakeFails, portIsOpen } from './handshake-failure.js';
import { namedConnector } from '../../words.js';
import { handshakeRule } from './handshake-rule.js';
import { ENABLE_TLS_1_2, LOOK_AT_DOTNET_TLS, LOOK_AT_SCHANNEL_EVENTS, LOOK_AT_TLS_1_2 } from './schannel-settings.js';
import { inspectedOnTheWay, letSmtpPassUntouched } from './smtp-inspection.js';
import { EXCHANGE_ONLINE_TLS, EXCHANGE_TLS_CONFIGURATION } from './tls-references.js';

/**
 * The connection broke within the handshake. Exchange Online ends it so when it is offered TLS 1.0 or 1.1 only; Microsoft names
 * “421 4.4.2 Connection dropped due to SocketError” as the queue's face of that.
 */
export const tlsSocketError = handshakeRule({
  id: 'tls-socket-error',
  title: 'The connection breaks during the TLS handshake',
  severity: 'blocker',
  looksFor:
    '“TLS negotiation failed with error SocketError”, a session that ends with SocketError after STARTTLS, or “421 4.4.2 Connection dropped due to SocketError”.',
  words: ['SocketError'],

  sentence: (failure, scene) =>
    failure.toldBy === 'log'
      ? `${handshakeFails(failure, scene)}: the connection broke before TLS stood.`
      : `A connection of ${namedConnector(scene)} broke (SocketError). With Exchange Online that is mostly its TLS handshake; it may be another moment of the session.`,

  causes: (failure) => [
    {
      id: 'tls-1-2-not-enabled',
      likelihood: failure.peer === 'exchange-online' ? 'likely' : 'possible',
      why:
        'TLS 1.2 is not enabled on this server, for Windows or for .NET: Exchange Online accepts nothing older. ' +
        'Settled by the registry (see the remedy), and by other sessions: all peers that insist on TLS 1.2 fail then, and older ones show SP_PROT_TLS1_0.',
    },
    inspectedOnTheWay(
      'possible',
      'A firewall or intrusion prevention resets the handshake. Settled by: only this one path fails, while the registry is right.',
    ),
    {
      id: 'peer-refuses',
      likelihood: 'possible',
      why: 'The other side refuses our certificate or our cipher suites by closing the connection. Settled by: only this one peer fails.',
    },
    ...portIsOpen(failure),
  ],

  remedy: (failure, scene) => [
    LOOK_AT_TLS_1_2,
    LOOK_AT_DOTNET_TLS,
    LOOK_AT_SCHANNEL_EVENTS,
    ENABLE_TLS_1_2,
    ...(failure.peer === 'own-network' ? [] : [letSmtpPassUntouched(scene)]),
  ],

  references: [EXCHANGE_TLS_CONFIGURATION, EXCHANGE_ONLINE_TLS],
});
