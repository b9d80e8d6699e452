import type { LogRecord } from '../../../log/record.js';
import type { Permissions } from '../../facts/rights.js';
import { replyText, type Reply } from '../../facts/reply.js';
import type { Scene } from '../../facts/scene.js';
import type { TlsDomain } from '../../facts/tls.js';
import { rule, type Cause, type RemedyDraft } from '../../rule.js';
import { addressArgument, connectorArgument, namedConnector } from '../../words.js';
import { microsoftRangeOf, peerKind } from '../../facts/peer.js';

interface RelayDenied {
  readonly reply: Pick<Reply, 'code' | 'status' | 'text'>;
  readonly recipient: string | undefined;
  readonly permissions: Permissions | undefined;
  /** What Exchange concluded about the client's certificate. */
  readonly tlsDomain: TlsDomain | undefined;
}

/** Exchange will not pass mail on to a foreign domain: the connector lacks the right `SMTPAcceptAnyRecipient`, or the domain is no accepted domain. */
export const relayDeniedReceive = rule<RelayDenied>({
  id: 'relay-denied-receive',
  title: 'Exchange refuses to relay to a domain that is not its own',
  severity: 'per-message',
  looksFor: 'Our own reply “550 5.7.1 Unable to relay”, or “550 5.7.54 … Unable to relay recipient in non-accepted domain”.',

  needs: ({ received, errorReply }) => received && errorReply,
  match(session) {
    const { direction, replies, commands } = session;
    if (direction !== 'receive') return undefined;
    const reply = replies.find(isRelayDenied);
    if (reply === undefined) return undefined;
    const { permissions, tlsDomain } = session;
    const refused =
      commands.find((command) => command.verb === 'RCPT' && command.reply === reply) ?? commands.findLast(({ verb }) => verb === 'RCPT');
    const evidence = [permissions?.record, refused?.record, reply.record].filter((record): record is LogRecord => record !== undefined);
    return { evidence, details: { reply, recipient: /<([^>]*)>/.exec(refused?.argument ?? '')?.[1], permissions, tlsDomain } };
  },
  explain: ({ code, status, text }) => {
    if (code === undefined || !isRelayDenied({ code, status, text })) return undefined;
    const words = text.replace(/^\d{3} (\d\.\d+\.\d+ )?/, '');
    return { reply: { code, status, text: words }, recipient: undefined, permissions: undefined, tlsDomain: undefined };
  },
  keyFact: ({ recipient }) => recipient?.split('@').at(-1)?.toLowerCase() ?? 'unknown domain',
  sentence: ({ reply, recipient }, scene) =>
    `${scene.remote?.address ?? 'A client'} asked ${scene.connector === undefined ? 'an Exchange server' : namedConnector(scene)} to pass mail on${recipient === undefined ? '' : ` to ${recipient.split('@').at(-1) ?? recipient}`}, and Exchange refused: ${replyText(reply)}`,

  causes: (details, { remote }) => {
    switch (peerKind(remote)) {
      case 'exchange-online':
        return [...causesWithExchangeOnline(details, remote), domainNotAccepted('possible'), stranger('unlikely', OTHER_TENANTS)];
      case 'own-network':
        return [lacksRelayRight(details, 'likely'), WRONG_CONNECTOR, domainNotAccepted('possible'), stranger('excluded', OWN_NETWORK)];
      case 'internet':
        return [stranger('likely', FROM_THE_INTERNET), domainNotAccepted('possible'), lacksRelayRight(details, 'unlikely')];
      case 'unknown':
        return [lacksRelayRight(details, 'possible'), WRONG_CONNECTOR, domainNotAccepted('possible'), stranger('possible', ANYBODY)];
    }
  },

  remedy: (_details, scene) => [
    {
      do: 'See whether the recipient’s domain is yours, and then whether it is accepted.',
      command: 'Get-AcceptedDomain | Format-Table DomainName,DomainType',
    },
    {
      do: 'See which connector takes the client, and what it allows.',
      command: `Get-ReceiveConnector ${connectorArgument(scene)} | Format-List Identity,RemoteIPRanges,PermissionGroups,AuthMechanism,TlsDomainCapabilities`,
    },
    ...(peerKind(scene.remote) === 'exchange-online' ? recogniseExchangeOnline(scene) : relayForOneClient(scene)),
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

type Likelihood = Cause['likelihood'];

const FROM_THE_INTERNET =
  'A host on the internet asks for mail to be passed on to somebody else. The refusal is right, and nothing is to be done: a server that obeyed would be an open relay.';
const OTHER_TENANTS =
  'All tenants of Microsoft 365 send from these addresses, so it may be the mail of another one: then the refusal is right.';
const OWN_NETWORK = 'The client stands in your own network.';
const ANYBODY = 'An unknown host on the internet tries its luck: then the refusal is right and nothing is to be done.';

function stranger(likelihood: Likelihood, why: string): Cause {
  return { id: 'stranger-tries-to-relay', likelihood, why };
}

function domainNotAccepted(likelihood: Likelihood): Cause {
  return {
    id: 'domain-not-accepted',
    likelihood,
    why: 'The domain is yours but missing among the accepted domains. Settled by Get-AcceptedDomain.',
  };
}

const WRONG_CONNECTOR: Cause = {
  id: 'recv-connector-mismatch',
  likelihood: 'possible',
  why: 'The client came in on another connector than the one made for it: the one with the narrowest RemoteIPRanges wins. Settled by Get-ReceiveConnector.',
};

function lacksRelayRight({ permissions }: RelayDenied, likelihood: Likelihood): Cause {
  const logged = permissions !== undefined && !permissions.granted.has('SMTPAcceptAnyRecipient');
  return {
    id: 'connector-without-relay-right',
    likelihood: logged && likelihood === 'possible' ? 'likely' : likelihood,
    why: logged
      ? 'The row “Set Session Permissions” shows no right SMTPAcceptAnyRecipient, so only accepted domains are taken. A device that is to relay needs a connector with that right.'
      : 'The log does not show the session’s rights. Settled by the row “Set Session Permissions”: without SMTPAcceptAnyRecipient only accepted domains are taken.',
  };
}

/** With centralized mail transport the cloud's mail for the internet goes out by way of the own servers, and they must know whose it is. */
function causesWithExchangeOnline({ tlsDomain, permissions }: RelayDenied, remote: Scene['remote']): readonly Cause[] {
  const range = microsoftRangeOf(remote);
  const recognised = tlsDomain !== undefined && tlsDomain.capabilities !== 'None';
  const lacksRight = permissions !== undefined && !permissions.granted.has('SMTPAcceptAnyRecipient');
  return [
    {
      id: 'relay-denied-cmt',
      likelihood: recognised ? 'possible' : 'likely',
      why:
        `The client is Exchange Online (${range?.range ?? 'by its address'}): centralized mail transport has it hand over its mail for the internet, and this session was not recognised as that of your own organisation. ` +
        (recognised
          ? `The row shows TlsDomainCapabilities='${tlsDomain.capabilities}', so its certificate was.`
          : tlsDomain === undefined
            ? 'Settled by the row TlsDomainCapabilities of the session, and in Exchange Online by Get-OutboundConnector: RouteAllMessagesViaOnPremises.'
            : `The row shows TlsDomainCapabilities='None' (${tlsDomain.status}).`) +
        (lacksRight ? ' The row “Set Session Permissions” shows no right SMTPAcceptAnyRecipient.' : ''),
    },
  ];
}

/** An opened connector for Microsoft's addresses would relay for every tenant: what helps is to know one's own by its certificate. */
function recogniseExchangeOnline(scene: Scene): readonly RemedyDraft[] {
  return [
    {
      do: 'In Exchange Online PowerShell, see whether mail for the internet is meant to come this way.',
      command:
        'Get-OutboundConnector | Format-List Name,Enabled,RecipientDomains,RouteAllMessagesViaOnPremises,TlsSettings,TlsDomain,CloudServicesMailEnabled',
    },
    {
      do: 'Run the Hybrid Configuration Wizard again with centralized mail transport chosen, or only let the connector know Exchange Online by its certificate.',
      command: `Set-ReceiveConnector ${connectorArgument(scene)} -TlsDomainCapabilities 'mail.protection.outlook.com:AcceptCloudServicesMail'`,
      caution: 'Do not open a relay connector for Microsoft’s ranges instead: every tenant sends from them, so it would relay for all.',
      verify:
        'The next session from Exchange Online shows TlsDomainCapabilities=AcceptCloudServicesMail, and RCPT TO is answered with 250.',
      undo: 'The same command with the old value.',
    },
  ];
}

/** A stranger's address is never filled into a command that lets its owner relay. */
function relayForOneClient(scene: Scene): readonly RemedyDraft[] {
  const address = peerKind(scene.remote) === 'internet' ? "'<address of your client>'" : addressArgument(scene);
  return [
    {
      do: 'Decide whether this client should relay at all. A stranger may not: leave it as it is. For a device or server of yours, make a connector of its own that is open to its address alone.',
      command: `New-ReceiveConnector -Name 'Relay' -TransportRole FrontendTransport -Custom -Bindings 0.0.0.0:25 -RemoteIPRanges ${address} -PermissionGroups AnonymousUsers`,
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
  ];
}
