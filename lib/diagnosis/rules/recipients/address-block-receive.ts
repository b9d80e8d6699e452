import { replyText } from '../../facts/reply.js';
import { replyRule } from '../../reply-rule.js';
import { addressArgument, namedConnector } from '../../words.js';
import { clientKey, peerKind } from '../../facts/peer.js';
import { fateOf } from './refusal-words.js';

/** One of Exchange’s own filters refuses the client or the sender: connection filter, sender filter, recipient filter or Sender ID. */
export const addressBlockReceive = replyRule({
  id: 'address-block-receive',
  title: 'An antispam filter of Exchange refuses the sender',
  severity: 'per-message',
  looksFor:
    'Our own reply that names a filter or a block list: “blocked by … filter”, “found on a block list”, “does not have permissions to submit to this server”, “Sender ID (PRA) Not Permitted”, “554 5.1.0 Sender Denied”, “spoofed”.',
  direction: 'receive',
  signs: [
    {
      code: 5,
      // “messages from [address] weren't sent … on our block list” is Microsoft's word to us, and dnsbl knows it.
      text: /^(?!.*\bweren't sent\b).*(?:\bblocked by (?:the )?(?:recipient|sender|connection) filter|\b(?:on|in|by|using) (?:a|the|an|your|our)? ?(?:IP )?block ?list\b|\bdoes not have permissions to submit to this server\b|\bSender ID \(PRA\)|\bspoofed\b|\bSenderFilterConfig\b)/is,
    },
    { code: [550, 554], status: '5.1.0', text: /\bsender denied\b/i },
  ],

  keyFact: ({ code, status }, { remote }) => [code, status, clientKey(remote)].filter((part) => part !== undefined).join(' '),
  sentence: (refusal, scene) =>
    `A filter of Exchange on ${namedConnector(scene)} refuses ${scene.remote?.address ?? 'a sender'}, and ${fateOf(refusal, scene)}: ${replyText(refusal)}`,

  causes: (_refusal, { remote }) => [
    {
      id: 'unwanted-sender',
      likelihood: peerKind(remote) === 'internet' ? 'likely' : 'unlikely',
      why: 'The client is a stranger on the internet and the filter does what it is for: nothing is to be done.',
    },
    {
      id: 'partner-blocked-by-mistake',
      likelihood: 'possible',
      why: 'A sender that is wanted stands on a list of ours, or on one that we ask. Settled by Get-IPBlockListEntry, Get-SenderFilterConfig and the agent log.',
    },
    {
      id: 'own-host-not-known-as-internal',
      likelihood: peerKind(remote) === 'internet' ? 'unlikely' : 'likely',
      why: 'The client is a host of yours or of Microsoft, whose mail the filters should not judge by its address. Settled by InternalSMTPServers in Get-TransportConfig.',
    },
  ],

  remedy: (_refusal, scene) => [
    { do: 'See which filters are at work on this server.', command: 'Get-TransportAgent | Format-Table Identity,Enabled,Priority' },
    {
      do: 'See what the filters decided about this address, and by which rule.',
      command: `Get-AgentLog -StartDate (Get-Date).AddDays(-1) | Where-Object IPAddress -eq ${addressArgument(scene)} | Format-Table Timestamp,Agent,Action,Reason,ReasonData`,
      verify: 'ReasonData names the list or the entry.',
    },
    {
      do: 'If it is a host of your own, or the gateway before Exchange, let Exchange know it as internal.',
      command: `Set-TransportConfig -InternalSMTPServers @{Add=${addressArgument(scene)}}`,
      caution: 'Only for hosts that you run: the filters pass over them.',
      verify: 'The next message from this address is answered with 250.',
      undo: 'The same command with Remove instead of Add.',
    },
    { do: 'If it is a partner, take its one address or domain from the list; do not switch the filter off.' },
  ],

  references: [
    {
      title: 'Antispam protection in Exchange Server',
      url: 'https://learn.microsoft.com/exchange/antispam-and-antimalware/antispam-protection/antispam-protection',
    },
    {
      title: 'Sender filtering',
      url: 'https://learn.microsoft.com/exchange/antispam-and-antimalware/antispam-protection/sender-filtering',
    },
    {
      title: 'Connection filtering on Edge Transport servers',
      url: 'https://learn.microsoft.com/exchange/antispam-and-antimalware/antispam-protection/connection-filtering',
    },
  ],
});
