import type { Scene } from '../../facts/scene.js';
import { replyRule } from '../../reply-rule.js';
import { addressArgument, namedConnector, namedPeer, serverArgument } from '../../words.js';
import { lookAtReceiveConnector, lookAtSendConnector } from './connector-settings.js';
import { digicertRootMissing, LOOK_AT_DIGICERT_ROOT } from './digicert-root.js';
import { peerCalled, keyOfPeer } from './peer.js';
import { ENABLE_TLS_1_2, LOOK_AT_DOTNET_TLS, LOOK_AT_TLS_1_2 } from './schannel-settings.js';
import { inspectedOnTheWay } from './smtp-inspection.js';
import { EXCHANGE_ONLINE_TLS, EXCHANGE_TLS_CONFIGURATION, RECEIVE_CONNECTOR, STARTTLS_RFC } from './tls-references.js';

/**
 * The receiving side takes mail over TLS only, and the sending side did not begin it. In a send log that is us, mostly because TLS 1.2 does not
 * work here; in a receive log it is a device or program that cannot do TLS.
 */
export const tlsMustIssueStarttls = replyRule({
  id: 'tls-must-issue-starttls',
  title: 'Mail is refused because it came without TLS',
  severity: 'degraded',
  looksFor: 'A reply “451 5.7.3” or “530 5.7.0” to mail that says “Must issue a STARTTLS command first” or “STARTTLS is required”.',
  direction: 'either',
  signs: [{ code: [4, 5], text: /\bmust issue a STARTTLS\b|\bSTARTTLS is required\b/i }],

  keyFact: (_refusal, { direction, remote }) => {
    const peer = peerCalled([], remote?.address);
    // Clients of the internet are many: one finding for all of them.
    return direction === 'receive' && peer === 'stranger' ? 'clients without TLS' : keyOfPeer(peer, remote?.address);
  },
  sentence: ({ code, status, text }, scene) =>
    isOurs(scene)
      ? `${namedConnector(scene)} takes mail over TLS only, and ${namedPeer(scene)} sent without it: ${[code, status, text].filter((part) => part !== undefined).join(' ')}`
      : `${scene.remote === undefined ? 'The other side' : namedPeer(scene)} takes mail over TLS only, and ${namedConnector(scene)} sent without it: ${[code, status, text].filter((part) => part !== undefined).join(' ')}`,

  causes: (_refusal, scene) =>
    isOurs(scene)
      ? [
          {
            id: 'client-without-tls',
            likelihood: 'likely',
            why: 'The device or program does not do TLS, or only versions that this server no longer takes. Settled by: the session has no STARTTLS.',
          },
          {
            id: 'wrong-connector',
            likelihood: 'possible',
            why: 'Another receive connector than the one for it took the session. Settled by RemoteIPRanges: which connector holds its address?',
          },
        ]
      : [
          {
            id: 'starttls-ignored',
            likelihood: 'possible',
            why: 'The send connector is told to ignore STARTTLS. Settled by IgnoreSTARTTLS in Get-SendConnector.',
          },
          {
            id: 'tls-1-2-not-enabled',
            likelihood: 'likely',
            why: 'TLS fails here, so mail was tried without it: TLS 1.2 may not be enabled on this server. Settled by the session just before, which ends with “TLS negotiation failed”, and by the registry.',
          },
          inspectedOnTheWay(
            'possible',
            'A firewall takes STARTTLS out of the answer to EHLO. Settled by: the answer in the session does not list it.',
          ),
          digicertRootMissing('possible'),
        ],

  remedy: (_refusal, scene) =>
    isOurs(scene)
      ? [
          lookAtReceiveConnector(scene),
          {
            do: 'Switch TLS on in the device or program.',
            verify: 'Its next session shows STARTTLS and “negotiation succeeded”.',
          },
          {
            do: 'If it cannot do TLS: give it a receive connector of its own that is limited to its address.',
            command: `New-ReceiveConnector -Name 'Device without TLS' -Server ${serverArgument(scene)} -TransportRole FrontendTransport -Bindings 0.0.0.0:25 -RemoteIPRanges ${addressArgument(scene)} -Usage Custom -PermissionGroups AnonymousUsers`,
            caution:
              'Only that one address in RemoteIPRanges, and no right to relay: AnonymousUsers may send to recipients of your own domains only. Its mail then goes unencrypted.',
            verify: 'Its next session appears under the new connector and is answered with 250.',
            undo: "Remove-ReceiveConnector '<server>\\Device without TLS'",
          },
        ]
      : [lookAtSendConnector(scene), LOOK_AT_TLS_1_2, LOOK_AT_DOTNET_TLS, LOOK_AT_DIGICERT_ROOT, ENABLE_TLS_1_2],

  references: [EXCHANGE_TLS_CONFIGURATION, EXCHANGE_ONLINE_TLS, RECEIVE_CONNECTOR, STARTTLS_RFC],
});

/** Whether we are the ones who refuse. */
function isOurs({ direction }: Scene): boolean {
  return direction === 'receive';
}
