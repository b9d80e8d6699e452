import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE } from './ndr-pages.js';
import { fateOf, recipientArgument, recipientDomain } from './refusal-words.js';

/** Exchange Online takes no mail for this very recipient, whoever sends it. Microsoft says of it no more than that the recipient is not valid. */
export const bannedRecipient = replyRule({
  id: 'banned-recipient-5-7-505',
  title: 'Exchange Online takes no mail for this recipient: banned recipient',
  severity: 'per-message',
  looksFor: 'The reply “550 5.7.505 Access denied, banned recipient”.',
  direction: 'send',
  signs: [
    { code: 5, status: '5.7.505' },
    { code: 5, text: /\bbanned recipient\b/i },
  ],

  keyFact: (refusal) => recipientDomain(refusal) ?? '5.7.505',
  sentence: (refusal, scene) =>
    `Exchange Online takes no mail of ${namedConnector(scene)} for this recipient, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: () => [
    {
      id: 'recipient-not-valid',
      likelihood: 'likely',
      why: 'The address is not valid in Exchange Online any more, or was shut by Microsoft. Settled by Get-EXORecipient, if the tenant is yours; by its operator, if it is not.',
    },
    {
      id: 'sender-banned',
      likelihood: 'excluded',
      why: 'That would be 5.7.501 to 5.7.503 or 5.7.511: neither our address nor the sender is what is refused.',
    },
  ],

  remedy: (refusal) => [
    {
      do: 'If the tenant is yours: in Exchange Online PowerShell, look the address up.',
      command: `Get-EXORecipient -Identity ${recipientArgument(refusal)} | Format-List RecipientTypeDetails,PrimarySmtpAddress,EmailAddresses`,
    },
    {
      do: 'Correct the address, or take it out of the list that is sent to. If it is right, have Microsoft’s support say why it is banned.',
      verify: 'The next message to it is answered with 250 after RCPT TO.',
    },
  ],

  references: [NDR_OF_EXCHANGE_ONLINE],
});
