import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { connectorArgument } from '../../words.js';
import { NDR_OF_EXCHANGE_SERVER } from './ndr-pages.js';
import { fateOf, refuser } from './refusal-words.js';

/** The recipient’s address can be no address of anybody: broken syntax, a reserved domain, or a domain without a dot. */
export const recipientAddressInvalid = replyRule({
  id: 'recipient-address-invalid',
  title: 'The recipient’s address is malformed, or of a domain that is reserved for examples',
  severity: 'info',
  looksFor:
    '5.1.3 with words about the address, “Recipient address reserved by RFC 2606” (5.1.4, 5.1.5), or “Recipient addresses in single label domains not accepted” (5.1.6).',
  direction: 'either',
  signs: [
    { code: 5, text: /\brecipient address reserved by RFC 2606\b|\bsingle label domains? not accepted\b/i },
    { code: 5, status: '5.1.3', text: /\baddress\b/i },
  ],

  sentence: (refusal, scene) =>
    `A recipient’s address cannot be right, says ${refuser(scene)}, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: ({ status }) => [
    {
      id: 'mistyped-address',
      likelihood: status === '5.1.3' ? 'likely' : 'possible',
      why: 'The address was mistyped, or an application put it together wrongly. The row RCPT TO shows it.',
    },
    {
      id: 'test-address',
      likelihood: status === '5.1.3' ? 'unlikely' : 'likely',
      why: 'A test or an unfinished set-up sends to a domain that exists nowhere, such as example.com or a bare host name.',
    },
  ],

  remedy: (_refusal, scene) => [
    {
      do: 'See what the connector refuses, and read the refused RCPT TO in the log.',
      command:
        scene.direction === 'receive'
          ? `Get-ReceiveConnector ${connectorArgument(scene)} | Format-List RejectReserved*,RejectSingleLabelRecipientDomains`
          : "Get-MessageTrackingLog -EventId FAIL -Start '<day>' | Format-Table Timestamp,Sender,Recipients",
    },
    {
      do: 'Correct the address where the message is made.',
      verify: 'The next RCPT TO of this sender is answered with 250.',
    },
  ],

  references: [NDR_OF_EXCHANGE_SERVER, { title: 'RFC 2606: reserved top level DNS names', url: 'https://www.rfc-editor.org/rfc/rfc2606' }],
});
