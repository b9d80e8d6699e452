import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE, ndrPage } from './ndr-pages.js';
import { fateOf } from './refusal-words.js';

/** The tenant itself has blocked an address or domain in its Tenant Allow/Block List: then nobody in it can send there, and the whole message falls. */
export const tenantBlockList = replyRule({
  id: 'tenant-block-list-5-7-703',
  title: 'The tenant’s own block list forbids mail to a recipient',
  severity: 'per-message',
  looksFor:
    'The reply “550 5.7.703 Your message can’t be delivered because messages to … are blocked by your organization using Tenant Allow Block List”.',
  direction: 'either',
  signs: [
    { code: 5, status: '5.7.703' },
    { code: 5, text: /\bblocked by your organi[sz]ation using Tenant Allow\W*Block List\b/i },
  ],

  sentence: (refusal, scene) =>
    `Mail over ${namedConnector(scene)} goes to an address or domain that the tenant blocks itself, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: ({ text }) => [
    {
      id: 'blocked-in-tenant-allow-block-list',
      likelihood: 'certain',
      why: `Exchange Online says so. A block entry against a sender also keeps the tenant’s own users from writing to that sender${addressesIn(text) === undefined ? '' : ` (${addressesIn(text) ?? ''})`}, and it stops the message for all its recipients.`,
    },
  ],

  remedy: () => [
    {
      do: 'In Exchange Online PowerShell, find the entry, who made it and why.',
      command: 'Get-TenantAllowBlockListItems -ListType Sender -Block | Format-Table Value,ExpirationDate,Notes,ModifiedBy',
    },
    {
      do: 'If the block was meant to keep mail out only, remove the entry and block the sender in an anti-spam policy instead: that does not stop mail to them.',
      command: "Remove-TenantAllowBlockListItems -ListType Sender -Entries '<address or domain>'",
      caution: 'Their mail comes in again at once: set the policy first.',
      verify: 'The next message to them is answered with 250; changes may take some minutes.',
      undo: "New-TenantAllowBlockListItems -ListType Sender -Block -Entries '<address or domain>'",
    },
  ],

  references: [
    {
      title: 'Create blocked sender lists: the Tenant Allow/Block List',
      url: 'https://learn.microsoft.com/defender-office-365/create-block-sender-lists-in-office-365',
    },
    ndrPage('Fix NDR errors 5.7.700 through 5.7.750 in Exchange Online', 'fix-error-code-5-7-700-through-5-7-750'),
    NDR_OF_EXCHANGE_ONLINE,
  ],
});

/** What stands between “messages to” and “are blocked”. */
function addressesIn(text: string): string | undefined {
  return /\bmessages to (.{3,200}?) are blocked\b/i.exec(text)?.[1];
}
