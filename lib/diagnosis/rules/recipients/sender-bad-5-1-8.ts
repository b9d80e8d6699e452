import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { NDR_OF_EXCHANGE_ONLINE, ndrPage } from './ndr-pages.js';
import { fateOf } from './refusal-words.js';

/** Exchange Online no longer lets a sender send, after spam or an unusual amount of mail. Elsewhere 5.1.8 means that the sender’s domain is not in DNS. */
export const senderBad518 = replyRule({
  id: 'sender-bad-5-1-8',
  title: 'Exchange Online has stopped this sender: bad outbound sender',
  severity: 'security',
  looksFor: 'A 5yz reply that says “bad outbound sender”, as “550 5.1.8 Access denied, bad outbound sender AS(42000001)”.',
  direction: 'either',
  signs: [{ code: 5, text: /\bbad outbound sender\b/i }],

  sentence: (refusal, scene) =>
    `Exchange Online does not let the sender send any more, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: () => [
    {
      id: 'account-compromised',
      likelihood: 'possible',
      why: 'Somebody else sends with this account. Settled by its sign-ins and sent messages; assume it until shown otherwise.',
    },
    {
      id: 'bulk-application',
      likelihood: 'possible',
      why: 'An application sends newsletters or alerts through the account and met the limits of outbound mail. Settled by a message trace of the sender.',
    },
  ],

  remedy: () => [
    { do: 'In Exchange Online PowerShell, see who is stopped and why.', command: 'Get-BlockedSenderAddress | Format-List' },
    {
      do: 'Secure the account first: a new password, sessions revoked, multifactor authentication, and no unknown inbox rules or forwarding.',
      command: "Get-InboxRule -Mailbox '<mailbox>' | Format-List Name,Enabled,ForwardTo,RedirectTo,DeleteMessage",
      caution: 'Freed before it is secured, the account sends spam again and is stopped for longer.',
      verify: 'The sign-in log of Entra ID shows the owner’s sign-ins alone.',
    },
    {
      do: 'Then free it.',
      command: "Remove-BlockedSenderAddress -SenderAddress '<sender>'",
      verify: 'A message of this sender is accepted; Microsoft says that it may take up to an hour.',
    },
    { do: 'Move bulk mail of an application away from a user’s mailbox, to a service that is made for it.' },
  ],

  references: [
    ndrPage('Fix NDR error 5.1.8 in Exchange Online', 'fix-error-code-5-1-8-in-exchange-online'),
    {
      title: 'Remove blocked users from the Restricted entities page',
      url: 'https://learn.microsoft.com/defender-office-365/outbound-spam-restore-restricted-users',
    },
    NDR_OF_EXCHANGE_ONLINE,
  ],
});
