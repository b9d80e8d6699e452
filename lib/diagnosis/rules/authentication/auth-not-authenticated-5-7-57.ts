import type { LogRecord } from '../../../log/record.js';
import type { ErrorText } from '../../error-text/error-text.js';
import { replyText, type Reply } from '../../facts/reply.js';
import type { Scene } from '../../facts/scene.js';
import { shows, type ReplySign } from '../../reply-rule.js';
import { rule, type Cause, type RemedyDraft } from '../../rule.js';
import { connectorArgument, namedConnector, namedPeer } from '../../words.js';
import { clientKey, peerKind } from '../../facts/peer.js';

interface NotLoggedOn {
  readonly reply: Pick<Reply, 'code' | 'status' | 'text'>;
  /** The port of ours that the client came to. */
  readonly port: number | undefined;
}

const SIGNS: readonly ReplySign[] = [
  { code: 5, status: '5.7.57' },
  { code: 530, text: /\bclient (?:was )?not authenticated\b/i },
];

/** Where mail clients log on. Programs on the internet that don't are refused there all day, and rightly. */
const SUBMISSION_PORT = 587;

/** A server takes mail only after a logon, and this client did not log on: our own connector without AnonymousUsers, or a smart host such as smtp.office365.com. */
export const authNotAuthenticated = rule<NotLoggedOn>({
  id: 'auth-not-authenticated-5-7-57',
  title: 'Mail is refused because the client has not logged on',
  severity: 'degraded',
  looksFor:
    'The reply “530 5.7.57 … Client was not authenticated …”, or “530 5.7.1 Client was not authenticated”, to MAIL FROM or what follows.',

  needs: ({ refused }) => refused,
  match(session) {
    const reply = session.refusals.find((refusal) => SIGNS.some((sign) => shows(sign, refusal)));
    if (reply === undefined) return undefined;
    const command = session.commands.find(({ reply: answer }) => answer === reply)?.record;
    const evidence = [command, reply.record].filter((record): record is LogRecord => record !== undefined);
    return { evidence, details: { reply, port: session.direction === 'receive' ? session.local?.port : undefined } };
  },
  explain({ code, status, text }: ErrorText) {
    if (code === undefined) return undefined;
    const reply = { code, status, text: text.replace(/^\d{3}(?:[ -]\d\.\d+\.\d+)? ?/, '') };
    return SIGNS.some((sign) => shows(sign, reply)) ? { reply, port: undefined } : undefined;
  },
  keyFact: (_details, { remote }) => clientKey(remote),
  sentence: ({ reply }, scene) =>
    scene.direction === 'receive'
      ? `${namedPeer(scene)} sends to ${namedConnector(scene)} without a logon, and the connector wants one: ${replyText(reply)}`
      : `${scene.remote === undefined ? 'The other side' : namedPeer(scene)} wants a logon before it takes mail from ${namedConnector(scene)}: ${replyText(reply)}`,

  causes: ({ port }, { direction, remote }) => (direction === 'receive' ? causesHere(port, remote) : CAUSES_THERE),
  remedy: (_details, scene) => (scene.direction === 'receive' ? remedyHere(scene) : remedyThere(scene)),

  references: [
    {
      title: 'Fix email delivery issues for error code 5.7.57 in Exchange Online',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/fix-error-code-5-7-57-in-exchange-online',
    },
    {
      title: 'DSNs and NDRs in Exchange Server: 5.7.1 Client was not authenticated',
      url: 'https://learn.microsoft.com/exchange/mail-flow/non-delivery-reports-and-bounce-messages/non-delivery-reports-and-bounce-messages',
    },
  ],
});

function causesHere(port: number | undefined, remote: Scene['remote']): readonly Cause[] {
  const kind = peerKind(remote);
  const atSubmission = port === SUBMISSION_PORT;
  const outside = kind === 'internet' || kind === 'exchange-online';
  return [
    {
      id: 'stranger-without-logon',
      likelihood: kind === 'internet' && atSubmission ? 'likely' : kind === 'own-network' ? 'excluded' : 'possible',
      why: atSubmission
        ? 'Port 587 is for clients that log on. Programs on the internet try it without, all day long, and the refusal is right: nothing is to be done.'
        : 'A program on the internet knocks at a connector that is not meant for it. Settled by which port and connector took the session.',
    },
    {
      id: 'connector-without-anonymous-users',
      likelihood: atSubmission ? 'unlikely' : outside ? 'likely' : 'possible',
      why: 'The connector that took the session does not let anonymous senders in, so all mail from outside is refused there. Settled by Get-ReceiveConnector: PermissionGroups without AnonymousUsers.',
    },
    {
      id: 'recv-connector-mismatch',
      likelihood: kind === 'own-network' ? 'likely' : 'possible',
      why: 'The client came in on a connector that is meant for others: the one with the narrowest RemoteIPRanges wins. Settled by Get-ReceiveConnector.',
    },
    {
      id: 'client-does-not-log-on',
      likelihood: 'possible',
      why: 'The device or application has no account set. Settled by its settings.',
    },
  ];
}

const CAUSES_THERE: readonly Cause[] = [
  {
    id: 'no-logon-set',
    likelihood: 'likely',
    why: 'The connector (or the device) sends to a host that takes mail only after a logon, such as smtp.office365.com, and does not log on. Settled by SmartHostAuthMechanism in Get-SendConnector.',
  },
  {
    id: 'wrong-smart-host',
    likelihood: 'possible',
    why: 'Servers send to <tenant>.mail.protection.outlook.com, which wants no logon but an inbound connector; smtp.office365.com is for clients. Settled by SmartHosts.',
  },
];

function remedyHere(scene: Scene): readonly RemedyDraft[] {
  return [
    {
      do: 'See which connector takes the client, and whom it lets in.',
      command: `Get-ReceiveConnector ${connectorArgument(scene)} | Format-List Identity,Bindings,RemoteIPRanges,PermissionGroups,AuthMechanism`,
    },
    {
      do: 'If all mail from outside is refused at port 25: let anonymous senders in at the connector that faces the internet, as Exchange sets it up.',
      command: `Set-ReceiveConnector ${connectorArgument(scene)} -PermissionGroups AnonymousUsers,ExchangeServers,ExchangeLegacyServers`,
      caution: 'On “Default Frontend” only, never on “Client Frontend”. AnonymousUsers lets them write to your own domains, not relay.',
      verify: 'The next session of that client is answered with 250 after MAIL FROM.',
      undo: 'The same command with the old groups.',
    },
    {
      do: 'If it is one device of yours: set an account in it, or give it a connector of its own that is open to its address alone.',
      verify: 'As above.',
    },
  ];
}

function remedyThere(scene: Scene): readonly RemedyDraft[] {
  return [
    {
      do: 'See where the connector sends to and how it logs on.',
      command: `Get-SendConnector ${connectorArgument(scene)} | Format-List Name,SmartHosts,Port,SmartHostAuthMechanism,RequireTLS`,
    },
    {
      do: 'For Exchange Online: send to the tenant’s own host instead, and let an inbound connector recognise this server.',
      command: `Set-SendConnector ${connectorArgument(scene)} -SmartHosts '<tenant>.mail.protection.outlook.com'`,
      caution: 'All mail of this connector goes there at once: note the old value first.',
      verify: 'The next session on this connector is answered with 250 after MAIL FROM.',
      undo: 'The same command with the old value.',
    },
    {
      do: 'For another smart host: set the logon that its operator gave you.',
      command: `Set-SendConnector ${connectorArgument(scene)} -SmartHostAuthMechanism BasicAuthRequireTLS -AuthenticationCredential (Get-Credential)`,
      caution: 'Never BasicAuth without TLS: the password would cross the network in clear text.',
      verify: 'As above.',
      undo: `Set-SendConnector ${connectorArgument(scene)} -SmartHostAuthMechanism None`,
    },
  ];
}
