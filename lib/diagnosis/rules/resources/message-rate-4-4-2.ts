import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { connectorArgument, namedConnector } from '../../words.js';
import { clientKey, peerKey } from '../../facts/peer.js';
import { fateOf, refuser } from '../recipients/refusal-words.js';

/** A client sends more messages a minute than the connector takes from one. The connectors for users take five. */
export const messageRate442 = replyRule({
  id: 'message-rate-4-4-2',
  title: 'A client sends more messages a minute than the connector takes',
  severity: 'degraded',
  looksFor: '“421 4.4.2 Message submission rate for this client has exceeded the configured limit”.',
  direction: 'either',
  signs: [{ code: 4, text: /\bsubmission rate for this client has exceeded\b/i }],

  keyFact: (_refusal, { direction, remote }) => (direction === 'receive' ? clientKey(remote) : peerKey(remote)),
  sentence: (refusal, scene) =>
    `Too many messages a minute come over ${namedConnector(scene)} for ${refuser(scene)}, so ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: (_refusal, { direction }) => [
    {
      id: 'application-on-a-connector-for-users',
      likelihood: direction === 'receive' ? 'likely' : 'possible',
      why: 'An application or a device sends through the connector for mail clients (port 587), which takes 5 messages a minute from one. Settled by MessageRateLimit of the connector.',
    },
    {
      id: 'compromised-account',
      likelihood: 'possible',
      why: 'Somebody sends spam through an account. Settled by the account that authenticated in the session, and by what it sent.',
    },
  ],

  remedy: (_refusal, scene) => [
    {
      do: 'See what the connector takes, and by what it counts.',
      command: `Get-ReceiveConnector ${connectorArgument(scene)} | Format-List MessageRateLimit,MessageRateSource,Bindings,PermissionGroups`,
    },
    { do: 'Find out which application it is, and whether it should send so much.' },
    {
      do: 'Give an application of your own a connector of its own, for its address alone, and raise the limit there.',
      command: "Set-ReceiveConnector '<its connector>' -MessageRateLimit 60",
      caution: 'Leave the connector for users as it is: its limit slows down stolen accounts.',
      verify: 'No session of that client is answered with 421 4.4.2 any more.',
      undo: 'The same command with the old number.',
    },
  ],

  references: [
    {
      title: 'Message rate limits and throttling: Receive connectors',
      url: 'https://learn.microsoft.com/exchange/mail-flow/message-rate-limits',
    },
  ],
});
