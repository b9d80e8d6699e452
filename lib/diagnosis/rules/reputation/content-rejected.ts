import { replyText } from '../../facts/reply.js';
import { replyRule, type Refusal } from '../../reply-rule.js';
import { namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE } from '../recipients/ndr-pages.js';
import { fateOf, refuser } from '../recipients/refusal-words.js';

/** Exchange Online does not let a mailbox forward to the outside by itself. */
const FORWARDING = { code: 5, status: '5.7.520' } as const;
/** The header From is missing or malformed. */
const NO_FROM = { code: 5, status: '5.7.512' } as const;

/** Somebody read the message and does not want it: a spam filter, a virus scanner, a policy about what may be sent. */
export const contentRejected = replyRule({
  id: 'content-rejected',
  title: 'The message itself is refused: spam, virus or policy',
  severity: 'per-message',
  looksFor:
    'A 5yz reply that speaks of spam, unsolicited mail, virus, malware, content or policy; 5.7.520 (forwarding to the outside) and 5.7.512 (no From) of Exchange Online; “554 5.6.0”.',
  direction: 'either',
  signs: [
    FORWARDING,
    NO_FROM,
    { code: 554, status: '5.6.0' },
    { code: 5, status: '5.7.514' },
    {
      code: 5,
      // From 5.7.10 on each number has a meaning of its own, and a mail flow rule is transport-rule-reject.
      status: /^(?!5\.7\.\d\d)/,
      text: /^(?!.*\bTRANSPORT\.RULES\b)(?!.*\borgani[sz]ation('s)? policy\b).*(?:\bspam\b|\bunsolicited\b|\bjunk ?mail\b|\bvirus\b|\bmalware\b|\bphish|\bcontent (?:filter|reject|restrict|not accept|block)|\b(?:message|mail|e-mail|email|attachment) (?:(?:was|is|has been) )?(?:content )?(?:rejected|refused|blocked|not (?:accepted|allowed))\b|\bpolicy (?:reasons?|violation|reject\w*)\b|\bviolat\w+ .{0,30}\bpolic(?:y|ies)\b)/is,
    },
  ],
  // A refusal before there is a message cannot be about its content.
  to: ['MAIL', 'RCPT', 'DATA', 'BDAT'],

  sentence: (refusal, scene) =>
    `${subjectOf(refusal)} over ${namedConnector(scene)} is not taken by ${refuser(scene)}, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: (refusal, { direction }) => [
    {
      id: 'external-forwarding-blocked',
      likelihood: refusal.status === FORWARDING.status ? 'certain' : 'excluded',
      why:
        refusal.status === FORWARDING.status
          ? 'A mailbox forwards mail to the outside by itself, and the outbound spam policy of the tenant does not allow it. It may be a rule that an intruder made.'
          : 'That would be 5.7.520.',
    },
    {
      id: 'no-from-address',
      likelihood: refusal.status === NO_FROM.status ? 'certain' : 'excluded',
      why:
        refusal.status === NO_FROM.status
          ? 'The message has no valid address in its From header: the program that made it writes none.'
          : 'That would be 5.7.512.',
    },
    {
      id: 'filter-takes-it-for-unwanted',
      likelihood: refusal.status === FORWARDING.status || refusal.status === NO_FROM.status ? 'excluded' : 'likely',
      why: `A filter ${direction === 'receive' ? 'of this server' : 'of the other side'} judged the text, a link or an attachment. Settled by sending a plain text to the same recipient.`,
    },
    {
      id: 'compromised-sender',
      likelihood: 'possible',
      why: 'The message really is spam, and an account of ours sends it. Settled if many messages of one sender are refused.',
    },
  ],

  remedy: (refusal, { direction }) =>
    refusal.status === FORWARDING.status
      ? [
          {
            do: 'In Exchange Online PowerShell, find the mailboxes that forward to the outside, and ask their owners whether they made that rule.',
            command:
              'Get-Mailbox -ResultSize Unlimited | Where-Object { $_.ForwardingSmtpAddress } | Format-Table UserPrincipalName,ForwardingSmtpAddress',
          },
          { do: 'See what the policy allows.', command: 'Get-HostedOutboundSpamFilterPolicy | Format-Table Name,AutoForwardingMode' },
          {
            do: 'Where forwarding is wanted, allow it for these mailboxes alone, by an outbound spam policy of their own.',
            caution: 'Do not allow it for the whole tenant: forwarding is how stolen mailboxes are read.',
            verify: 'A message to such a mailbox arrives at the outside address.',
          },
        ]
      : [
          {
            do: 'See which sender’s messages are refused, and how many.',
            command:
              direction === 'receive'
                ? 'Get-AgentLog -StartDate (Get-Date).AddDays(-1) | Group-Object P1FromAddress,Reason | Sort-Object Count -Descending | Select-Object -First 10 Count,Name'
                : 'Get-MessageTrackingLog -EventId FAIL -Start (Get-Date).AddDays(-1) -ResultSize Unlimited | Group-Object Sender | Sort-Object Count -Descending | Select-Object -First 10 Count,Name',
          },
          {
            do: 'Send a plain text without links and attachments to the same recipient.',
            verify: 'If it is answered with 250, the content was the reason, and the connection is in order.',
          },
          {
            do: 'Give the whole non-delivery report to the administrator of the side that refused: only its filter’s log says why.',
            caution: 'Do not switch a filter off for one message.',
          },
        ],

  references: [
    {
      title: 'Control automatic external email forwarding in Microsoft 365',
      url: 'https://learn.microsoft.com/defender-office-365/outbound-spam-policies-external-email-forwarding',
    },
    {
      title: 'Content filtering in Exchange Server',
      url: 'https://learn.microsoft.com/exchange/antispam-and-antimalware/antispam-protection/content-filtering',
    },
    NDR_OF_EXCHANGE_ONLINE,
  ],
});

function subjectOf({ status }: Refusal): string {
  return status === FORWARDING.status ? 'A message that a mailbox forwards by itself' : 'The content of a message';
}
