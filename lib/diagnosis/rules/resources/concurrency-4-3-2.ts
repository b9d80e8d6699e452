import { replyText } from '../../facts/reply.js';
import type { Scene } from '../../facts/scene.js';
import { replyRule } from '../../reply-rule.js';
import type { RemedyDraft } from '../../rule.js';
import { connectorArgument, namedConnector } from '../../words.js';
import { clientKey, peerKey } from '../../facts/peer.js';
import { fateOf, refuser } from '../recipients/refusal-words.js';

/** More connections at once than a connector takes, in all or from one address. Behind a load balancer or NAT many clients are one address. */
export const concurrency432 = replyRule({
  id: 'concurrency-4-3-2',
  title: 'More connections at once than allowed',
  severity: 'degraded',
  looksFor: '“421 4.3.2 The maximum number of concurrent connections has exceeded a limit”, or “… a per-source limit”.',
  direction: 'either',
  signs: [{ code: 4, text: /\bmaximum number of concurrent (?:server )?connections\b/i }],

  keyFact: ({ text }, scene) =>
    scene.direction === 'receive' ? (isPerSource(text) ? clientKey(scene.remote) : 'all clients') : peerKey(scene.remote),
  sentence: (refusal, scene) =>
    `There are more connections at once on ${namedConnector(scene)} than ${refuser(scene)} allows, so ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: ({ text }, { direction }) =>
    direction === 'receive'
      ? [
          {
            id: 'many-clients-behind-one-address',
            likelihood: isPerSource(text) ? 'likely' : 'possible',
            why: 'A gateway, a load balancer or a NAT in front gives all clients one address, and the connector allows 20 connections from one. Settled by the remote addresses in the log: one stands out.',
          },
          {
            id: 'flood',
            likelihood: 'possible',
            why: 'A client opens connections and does not close them, by fault or by intent. Settled by sessions of that address without mail.',
          },
          {
            id: 'server-too-slow',
            likelihood: isPerSource(text) ? 'unlikely' : 'possible',
            why: 'Sessions take so long (slow disk, tarpit, back pressure) that they pile up. Settled by how long replies take in the log.',
          },
        ]
      : [
          {
            id: 'too-many-connections-from-us',
            likelihood: 'likely',
            why: 'We open more connections to this receiver at once than it allows. The mail is tried again, and gets through as others end: nothing is broken.',
          },
        ],

  remedy: (_refusal, scene) => (scene.direction === 'receive' ? raiseLimit(scene) : openFewer()),

  references: [
    {
      title: 'Message rate limits and throttling: Receive connectors',
      url: 'https://learn.microsoft.com/exchange/mail-flow/message-rate-limits',
    },
    { title: 'Set-ReceiveConnector', url: 'https://learn.microsoft.com/powershell/module/exchange/set-receiveconnector' },
  ],
});

function isPerSource(text: string): boolean {
  return /\bper-source\b/i.test(text);
}

function raiseLimit(scene: Scene): readonly RemedyDraft[] {
  return [
    {
      do: 'See the limits of the connector.',
      command: `Get-ReceiveConnector ${connectorArgument(scene)} | Format-List MaxInboundConnection*,RemoteIPRanges,ConnectionTimeout,ConnectionInactivityTimeout`,
    },
    {
      do: 'See which addresses hold the connections now.',
      command:
        'Get-NetTCPConnection -LocalPort 25 -State Established | Group-Object RemoteAddress | Sort-Object Count -Descending | Select-Object -First 10 Count,Name',
    },
    {
      do: 'For a gateway or load balancer of your own, raise the limit per source, on a connector that only it may use.',
      command:
        "Set-ReceiveConnector '<connector of that gateway>' -MaxInboundConnectionPerSource 100 -MaxInboundConnectionPercentagePerSource 100",
      caution: 'Not on a connector that is open to the internet: there the limit keeps one stranger from using it up.',
      verify: 'No session of that address is answered with 421 4.3.2 any more.',
      undo: 'The same command with the values of the first step (20 and 2 by default).',
    },
  ];
}

function openFewer(): readonly RemedyDraft[] {
  return [
    {
      do: 'See how many connections the transport service opens to one domain at once.',
      command: 'Get-TransportService | Format-Table Name,MaxPerDomainOutboundConnections,MaxOutboundConnections',
    },
    {
      do: 'If the queue to this receiver grows for hours, open fewer at once: more of them end well.',
      command: "Set-TransportService '<server>' -MaxPerDomainOutboundConnections 10",
      caution: 'It holds for all domains of that server.',
      verify: 'The queue to this receiver grows shorter.',
      undo: 'The same command with the old number (20 by default).',
    },
  ];
}
