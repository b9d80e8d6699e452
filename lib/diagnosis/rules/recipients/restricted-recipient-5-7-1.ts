import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { connectorArgument } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE, ndrPage } from './ndr-pages.js';
import { fateOf, recipientArgument, recipientDomain, refuser } from './refusal-words.js';

/**
 * The recipient takes mail of authenticated or of certain senders only. In a hybrid it is often the first sign that mail between the two
 * sides arrives as anonymous.
 */
export const restrictedRecipient571 = replyRule({
  id: 'restricted-recipient-5-7-1',
  title: 'The recipient takes mail from inside the organisation, or from chosen senders, only',
  severity: 'per-message',
  looksFor:
    '“RESOLVER.RST.AuthRequired”, “RESOLVER.RST.NotAuthorized”, or one of the statuses 5.7.12, 5.7.13, 5.7.124 and 5.7.133 to 5.7.136 of Exchange Online.',
  direction: 'either',
  signs: [
    { code: 5, text: /\bRESOLVER\.RST\.(?:AuthRequired|NotAuthorized|SenderNotAuthenticated\w*)/i },
    { code: 5, status: ['5.7.124', '5.7.133', '5.7.134', '5.7.135', '5.7.136'] },
    // Registered for other things as well, so the words decide.
    { code: 5, status: ['5.7.12', '5.7.13'], text: /\bsender (?:was )?not authenticated\b/i },
  ],

  keyFact: (refusal) => recipientDomain(refusal) ?? refusal.status ?? '5.7.1',
  sentence: (refusal, scene) =>
    `The recipient takes mail of certain senders only, so ${refuser(scene)} refuses this one, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: ({ status, text }, { direction }) => {
    const chosenSenders = status === '5.7.124' || /\bNotAuthorized\b/i.test(text);
    return [
      {
        id: 'sender-not-on-the-list',
        likelihood: chosenSenders ? 'likely' : 'unlikely',
        why: chosenSenders
          ? 'The recipient has a list of senders that it takes mail from, and this one is not on it. Settled by AcceptMessagesOnlyFromSendersOrMembers of the recipient.'
          : 'The reply asks for an authenticated sender, not for one on a list.',
      },
      {
        id: 'external-sender',
        likelihood: chosenSenders ? 'unlikely' : 'possible',
        why: 'The sender really is outside: then the restriction does what it is for.',
      },
      {
        id: 'internal-mail-arrives-as-anonymous',
        likelihood: chosenSenders ? 'unlikely' : 'possible',
        why:
          direction === 'receive'
            ? 'The sender is a colleague on the other side of the hybrid, but the session was not recognised as internal. Settled by its row TlsDomainCapabilities: it should grant AcceptCloudServicesMail.'
            : 'The sender is a colleague on this side of the hybrid, but the other side takes the mail for external. Settled by the headers of a delivered message there: X-MS-Exchange-Organization-AuthAs should be Internal.',
      },
    ];
  },

  remedy: (refusal, scene) => [
    {
      do: 'On the recipient’s side, see whom the recipient takes mail from (for a group Get-DistributionGroup, for a mailbox Get-Mailbox).',
      command: `Get-DistributionGroup -Identity ${recipientArgument(refusal)} | Format-List RequireSenderAuthenticationEnabled,AcceptMessagesOnlyFromSendersOrMembers`,
    },
    {
      do: 'If the sender is internal, mend the trust between the two sides rather than the recipient: see what the connector gives the other side.',
      command:
        scene.direction === 'receive'
          ? `Get-ReceiveConnector ${connectorArgument(scene)} | Format-List TlsDomainCapabilities,TlsCertificateName,AuthMechanism`
          : `Get-SendConnector ${connectorArgument(scene)} | Format-List CloudServicesMailEnabled,TlsCertificateName,RequireTLS`,
      verify: 'A message of an internal sender to the group is delivered.',
    },
    {
      do: 'If outsiders shall write to this recipient, open it.',
      command: `Set-DistributionGroup -Identity ${recipientArgument(refusal)} -RequireSenderAuthenticationEnabled $false`,
      caution: 'Everybody on the internet may write to the group then. For a synchronised group the change belongs on-premises.',
      verify: 'The next message to this recipient is answered with 250.',
      undo: 'The same command with $true.',
    },
  ],

  references: [
    ndrPage('Fix NDR error 5.7.133 in Exchange Online', 'fix-error-code-5-7-133-in-exchange-online'),
    ndrPage('Fix NDR error 5.7.124 in Exchange Online', 'fix-error-code-5-7-124-in-exchange-online'),
    NDR_OF_EXCHANGE_ONLINE,
  ],
});
