import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { NDR_OF_EXCHANGE_ONLINE, NDR_OF_EXCHANGE_SERVER } from './ndr-pages.js';
import { fateOf, refuser } from './refusal-words.js';

/** A mail flow rule refuses the message, on this side or on the other. Nothing in the connection is wrong. */
export const transportRuleReject = replyRule({
  id: 'transport-rule-reject',
  title: 'A mail flow rule refuses the message',
  severity: 'per-message',
  looksFor:
    '“TRANSPORT.RULES.RejectMessage”, “rejected by organization policy”, “deleted by the transport rules agent”, or a status from 5.7.900 to 5.7.999, which Exchange keeps for such rules.',
  direction: 'either',
  signs: [
    {
      code: 5,
      text: /\bTRANSPORT\.RULES\.RejectMessage\b|\brejected by (?:your )?organi[sz]ation(?:'s)? policy\b|\bdeleted by the transport rules agent\b/i,
    },
    { code: 5, status: /^5\.7\.9\d\d$/ },
  ],

  sentence: (refusal, scene) =>
    `A mail flow rule of ${refuser(scene)} refuses the message, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: (_refusal, { direction }) => [
    {
      id: 'own-rule',
      likelihood: direction === 'send' ? 'unlikely' : 'likely',
      why:
        direction === 'send'
          ? 'The other side answered so: the rule is one of theirs (or of your tenant, where the other side is Exchange Online).'
          : 'A rule of this organisation refuses the message. In a queue or a tracking log, empty FQDN and IP fields show that no other host was asked. Settled by Get-TransportRule.',
    },
    {
      id: 'rule-of-the-other-side',
      likelihood: direction === 'send' ? 'likely' : direction === 'receive' ? 'excluded' : 'possible',
      why:
        direction === 'receive'
          ? 'This server itself gave the reply.'
          : 'A rule of the receiving organisation refuses the message. Settled by asking its administrator with the whole non-delivery report.',
    },
  ],

  remedy: () => [
    {
      do: 'See which rules reject (the same command in Exchange Online PowerShell for the tenant).',
      command:
        'Get-TransportRule | Where-Object { $_.RejectMessageReasonText -or $_.RejectMessageEnhancedStatusCode } | Format-List Name,State,Priority,Description',
      verify: 'One of them describes the refused message: its sender, recipient, size or attachment.',
    },
    {
      do: 'If that rule is too wide, add an exception to it rather than switching it off.',
      caution: 'Such rules are often there for compliance: ask its owner first.',
      verify: 'The message passes when it is sent again.',
    },
  ],

  references: [
    {
      title: 'Mail flow rules in Exchange Server',
      url: 'https://learn.microsoft.com/exchange/policy-and-compliance/mail-flow-rules/mail-flow-rules',
    },
    NDR_OF_EXCHANGE_SERVER,
    NDR_OF_EXCHANGE_ONLINE,
  ],
});
