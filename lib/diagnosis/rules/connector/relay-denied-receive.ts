import type { LogRecord } from '../../../log/record.js';
import type { Permissions } from '../../facts/rights.js';
import type { Reply } from '../../facts/reply.js';
import { replyText } from '../../facts/reply.js';
import { rule } from '../../rule.js';
import { addressArgument, connectorArgument, namedConnector } from '../../words.js';

interface RelayDenied {
  readonly reply: Pick<Reply, 'code' | 'status' | 'text'>;
  readonly recipient: string | undefined;
  readonly permissions: Permissions | undefined;
}

/** Exchange will not pass mail on to a foreign domain: the connector lacks the right `SMTPAcceptAnyRecipient`, or the domain is no accepted domain. */
export const relayDeniedReceive = rule<RelayDenied>({
  id: 'relay-denied-receive',
  title: 'Exchange refuses to relay to a domain that is not its own',
  severity: 'per-message',
  looksFor: 'Our own reply “550 5.7.1 Unable to relay”, or “550 5.7.54 … Unable to relay recipient in non-accepted domain”.',

  match({ direction, replies, commands, permissions }) {
    if (direction !== 'receive') return undefined;
    const reply = replies.find(isRelayDenied);
    if (reply === undefined) return undefined;
    const refused =
      commands.find((command) => command.verb === 'RCPT' && command.reply === reply) ?? commands.findLast(({ verb }) => verb === 'RCPT');
    const evidence = [permissions?.record, refused?.record, reply.record].filter((record): record is LogRecord => record !== undefined);
    return { evidence, details: { reply, recipient: /<([^>]*)>/.exec(refused?.argument ?? '')?.[1], permissions } };
  },
  explain: ({ code, status, text }) => {
    if (code === undefined || !isRelayDenied({ code, status, text })) return undefined;
    return { reply: { code, status, text: text.replace(/^\d{3} (\d\.\d+\.\d+ )?/, '') }, recipient: undefined, permissions: undefined };
  },
  keyFact: ({ recipient }) => recipient?.split('@').at(-1)?.toLowerCase() ?? 'unknown domain',
  sentence: ({ reply, recipient }, scene) =>
    `${scene.remote?.address ?? 'A client'} asked ${namedConnector(scene)} to pass mail on${recipient === undefined ? '' : ` to ${recipient.split('@').at(-1) ?? recipient}`}, and Exchange refused: ${replyText(reply)}`,

  causes: ({ permissions }) => {
    const lacksRight = permissions !== undefined && !permissions.granted.has('SMTPAcceptAnyRecipient');
    return [
      {
        id: 'connector-without-relay-right',
        likelihood: lacksRight ? 'likely' : 'possible',
        why: lacksRight
          ? 'The session had no right SMTPAcceptAnyRecipient (see “Set Session Permissions”), so only accepted domains are taken. With centralized mail transport, or for a device, the connector needs that right.'
          : 'The log does not show the session’s rights. Settled by the row “Set Session Permissions”: without SMTPAcceptAnyRecipient only accepted domains are taken.',
      },
      {
        id: 'wrong-receive-connector',
        likelihood: 'possible',
        why: 'The client came in on another connector than the one made for it: the one with the narrowest RemoteIPRanges wins. Settled by Get-ReceiveConnector.',
      },
      {
        id: 'domain-not-accepted',
        likelihood: 'possible',
        why: 'The domain is yours but missing among the accepted domains. Settled by Get-AcceptedDomain.',
      },
      {
        id: 'stranger-tries-to-relay',
        likelihood: 'possible',
        why: 'An unknown host on the internet tries its luck: then the refusal is right and nothing is to be done.',
      },
    ];
  },

  remedy: (_details, scene) => [
    {
      do: 'Decide whether this client should relay at all: a server of Microsoft 365 with centralized mail transport, or a device of yours, should; a stranger should not.',
    },
    { do: 'If the domain is yours, see whether it is accepted.', command: 'Get-AcceptedDomain | Format-Table DomainName,DomainType' },
    {
      do: 'See which connector takes the client, and what it allows.',
      command: `Get-ReceiveConnector ${connectorArgument(scene)} | Format-List Identity,RemoteIPRanges,PermissionGroups,AuthMechanism`,
    },
    {
      do: 'For a client that should relay, make a connector of its own that is open to this address alone.',
      command: `New-ReceiveConnector -Name 'Relay' -TransportRole FrontendTransport -Custom -Bindings 0.0.0.0:25 -RemoteIPRanges ${addressArgument(scene)} -PermissionGroups AnonymousUsers`,
      caution: 'Never widen RemoteIPRanges to the internet.',
      undo: 'Remove-ReceiveConnector with the name of the new connector.',
    },
    {
      do: 'Give that connector, and no other, the right to relay.',
      command:
        "Get-ReceiveConnector '<server>\\Relay' | Add-ADPermission -User 'NT AUTHORITY\\ANONYMOUS LOGON' -ExtendedRights 'Ms-Exch-SMTP-Accept-Any-Recipient'",
      caution:
        'Never on “Default Frontend”: that makes the server an open relay for the whole internet. On a server in another language the account has another name, in German NT-AUTORITÄT\\ANONYMOUS-ANMELDUNG.',
      verify:
        'The next session of this client shows SMTPAcceptAnyRecipient in “Set Session Permissions”, and RCPT TO is answered with 250.',
      undo: 'The same with Remove-ADPermission.',
    },
  ],

  references: [
    {
      title: 'Allow anonymous relay on Exchange servers',
      url: 'https://learn.microsoft.com/exchange/mail-flow/connectors/allow-anonymous-relay',
    },
    {
      title: 'Accepted domains in Exchange Server',
      url: 'https://learn.microsoft.com/exchange/mail-flow/accepted-domains/accepted-domains',
    },
    { title: 'Transport routing in Exchange hybrid deployments', url: 'https://learn.microsoft.com/exchange/transport-routing' },
  ],
});

/** `550 5.7.1 Unable to relay` of Exchange 2010 and 2013, `550 5.7.54` of later builds. */
function isRelayDenied({ code, status, text }: Pick<Reply, 'code' | 'status' | 'text'>): boolean {
  return code === 550 && (status === '5.7.54' || /\bunable to relay\b/i.test(text));
}
