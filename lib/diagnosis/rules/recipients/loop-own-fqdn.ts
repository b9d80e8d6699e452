import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { connectorArgument } from '../../words.js';
import { peerKey } from '../../facts/peer.js';
import { NDR_OF_EXCHANGE_SERVER } from './ndr-pages.js';
import { fateOf, refuser } from './refusal-words.js';

/** Two servers give themselves the same name, and Exchange takes the mail for its own coming back. */
export const loopOwnFqdn = replyRule({
  id: 'loop-own-fqdn',
  title: 'Two servers bear the same name: Exchange takes it for a mail loop',
  severity: 'blocker',
  looksFor: 'The status 5.3.5, “System incorrectly configured”.',
  direction: 'either',
  signs: [
    { code: 5, status: '5.3.5' },
    { code: 5, text: /\bsystem incorrectly configured\b/i },
  ],

  keyFact: (_refusal, { remote }) => peerKey(remote),
  sentence: (refusal, scene) =>
    `Mail is taken for a loop by ${refuser(scene)}, because two servers may bear the same name; ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: () => [
    {
      id: 'same-fqdn-on-connectors',
      likelihood: 'likely',
      why: 'The FQDN of a connector equals the name of the other server, or of a device between them. Settled by comparing EHLO and greeting in the log with Get-ReceiveConnector and Get-SendConnector.',
    },
    {
      id: 'server-sends-to-itself',
      likelihood: 'possible',
      why: 'The MX record or the smart host leads back to this very server. Settled by the remote address of the session.',
    },
  ],

  remedy: (_refusal, scene) => [
    {
      do: 'See which names the connectors give.',
      command: 'Get-ReceiveConnector | Format-Table Identity,Fqdn; Get-SendConnector | Format-Table Name,Fqdn,SmartHosts',
    },
    {
      do: 'Give each server a name of its own on the connector that sends.',
      command:
        scene.direction === 'receive'
          ? "Set-SendConnector '<send connector of the other server>' -Fqdn '<its own public name>'"
          : `Set-SendConnector ${connectorArgument(scene)} -Fqdn '<public name of this server>'`,
      caution: 'The name must resolve to this server’s public address, or other hosts will distrust it.',
      verify: 'The next EHLO in the send log bears the new name, and the message is answered with 250.',
      undo: 'The same command with the old name.',
    },
  ],

  references: [
    NDR_OF_EXCHANGE_SERVER,
    { title: 'Set-SendConnector', url: 'https://learn.microsoft.com/powershell/module/exchange/set-sendconnector' },
  ],
});
