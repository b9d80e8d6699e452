import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { connectorArgument, namedConnector, namedPeer } from '../../words.js';
import { clientKey, peerKind } from '../../facts/peer.js';

/** The client is known, or anonymous, and may not use this sender address. */
export const authSendAs = replyRule({
  id: 'auth-send-as-5-7-60',
  title: 'A client may not send with the sender address that it uses',
  severity: 'per-message',
  looksFor:
    'A reply “550 5.7.60 … Client does not have permissions to send as this sender” (older builds: 5.7.1), or Exchange Online’s “5.2.252 SendAsDenied”.',
  direction: 'either',
  signs: [
    { code: 5, status: ['5.7.60', '5.2.252'] },
    { code: 5, text: /\bdoes not have permissions to send as this sender\b|\bSendAsDenied/i },
  ],

  keyFact: (_refusal, { remote }) => clientKey(remote),
  sentence: (refusal, scene) =>
    scene.direction === 'receive'
      ? `${namedPeer(scene)} may not use its sender address on ${namedConnector(scene)}: ${replyText(refusal)}`
      : `${scene.remote === undefined ? 'The other side' : namedPeer(scene)} does not let ${namedConnector(scene)} use this sender address: ${replyText(refusal)}`,

  causes: ({ text }, { direction, remote }) => {
    const anonymous = /\banonymous client\b/i.test(text);
    return [
      {
        id: 'account-is-not-the-sender',
        likelihood: anonymous ? 'excluded' : 'likely',
        why: anonymous
          ? 'The reply says that the client was anonymous: no account is involved.'
          : 'The client logs on as one mailbox and sends as another, to which it has no Send As right. Settled by comparing the account in the device with its sender address.',
      },
      {
        id: 'own-domain-from-outside',
        likelihood: anonymous || (direction === 'receive' && peerKind(remote) === 'internet') ? 'likely' : 'possible',
        why:
          direction === 'receive' && peerKind(remote) === 'internet'
            ? 'A host on the internet uses one of your own domains as its sender. If it is not a service of yours, that is spoofing and the refusal is right.'
            : 'The connector does not let anonymous clients use the own domains as sender: the right SMTPAcceptAuthoritativeDomainSender was taken away. Settled by the row “Set Session Permissions”.',
      },
      {
        id: 'hybrid-session-not-recognised',
        likelihood: direction === 'receive' && peerKind(remote) === 'exchange-online' ? 'likely' : 'unlikely',
        why: 'Mail from Exchange Online with your own sender domains counts as anonymous when its certificate is not recognised. Settled by the row TlsDomainCapabilities of the session.',
      },
    ];
  },

  remedy: (_refusal, scene) => [
    scene.direction === 'receive'
      ? {
          do: 'See which connector took the client, and what it grants.',
          command: `Get-ReceiveConnector ${connectorArgument(scene)} | Format-List Identity,PermissionGroups,AuthMechanism,RemoteIPRanges,TlsDomainCapabilities`,
        }
      : {
          do: 'See how the connector logs on.',
          command: `Get-SendConnector ${connectorArgument(scene)} | Format-List Name,SmartHosts,SmartHostAuthMechanism`,
        },
    {
      do: 'See who may send as that mailbox.',
      command: "Get-ADPermission '<mailbox>' | Where-Object { $_.ExtendedRights -like 'Send-As' } | Format-Table User,Deny",
    },
    {
      do: 'Have the device send with the address of its own account; or give the account the right.',
      command: "Add-ADPermission '<mailbox>' -User '<account>' -ExtendedRights 'Send As'",
      caution: 'Only for accounts that you know. In Exchange Online the command is Add-RecipientPermission. It may take an hour to work.',
      verify: 'The next message of this client is answered with 250 after its text.',
      undo: "Remove-ADPermission '<mailbox>' -User '<account>' -ExtendedRights 'Send As'",
    },
    {
      do: 'If many senders use one device or application: relay through a connector that knows it by its address or certificate instead of an account.',
    },
  ],

  references: [
    {
      title: 'Fix issues with printers, scanners, and LOB applications: 5.7.60 Client does not have permissions to send as this sender',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/fix-issues-with-printers-scanners-and-lob-applications-that-send-email-using-off',
    },
    { title: 'Add-ADPermission', url: 'https://learn.microsoft.com/powershell/module/exchange/add-adpermission' },
  ],
});
