import type { ErrorText } from '../../error-text/error-text.js';
import { rule } from '../../rule.js';
import { connectorArgument, namedConnector, namedPeer, serverArgument } from '../../words.js';
import { clientKey, peerKind } from '../../facts/peer.js';
import { failedLogonIn, isToldToClient, namedMechanism, type FailedLogon } from './logon.js';

type Denied = Pick<FailedLogon, 'verb' | 'mechanism' | 'user' | 'attempts'>;

/** A client logs on with a name or password that Exchange does not accept. */
export const authLogonDenied = rule<Denied>({
  id: 'auth-logon-denied',
  title: 'A client cannot log on: Exchange refuses its name or password',
  severity: 'security',
  looksFor:
    '“Inbound AUTH … failed because of LogonDenied”, or our own “535 5.7.3 Authentication unsuccessful” to AUTH, with no success after it.',

  needs: ({ received, logon }) => received && logon,
  match(session) {
    const logon = session.direction === 'receive' ? failedLogonIn(session) : undefined;
    // X-EXPS is how Exchange servers log on, and a 504 refuses the mechanism and not the password: both have rules of their own.
    if (logon === undefined || logon.verb === 'X-EXPS' || session.authentications.at(-1)?.ofMonitoring === true) return undefined;
    if (logon.reason !== 'LogonDenied' && logon.reply?.code !== 535) return undefined;
    return { evidence: logon.evidence, details: logon };
  },
  explain(error: ErrorText) {
    if (isToldToClient(error)) return { verb: 'AUTH', mechanism: undefined, user: undefined, attempts: 1 };
    const mechanism = /^Inbound AUTH (\S+) failed because of LogonDenied/i.exec(error.text)?.[1];
    return mechanism === undefined ? undefined : { verb: 'AUTH', mechanism, user: undefined, attempts: 1 };
  },
  keyFact: (_denied, { remote }) => clientKey(remote),
  sentence: (denied, scene) =>
    `${scene.remote === undefined ? 'A client' : namedPeer(scene)} cannot log on to ${namedConnector({ ...scene, direction: 'receive' })} with ${namedMechanism(denied)}` +
    `${denied.user === undefined ? '' : ` as ${denied.user}`}${denied.attempts > 1 ? ` (${denied.attempts} attempts)` : ''}: name or password is wrong, or the account may not.`,

  causes: ({ attempts }, { remote }) => {
    const kind = peerKind(remote);
    return [
      {
        id: 'auth-bruteforce',
        likelihood: kind === 'internet' ? 'likely' : kind === 'own-network' ? 'unlikely' : 'possible',
        why:
          kind === 'internet'
            ? 'The client comes from the internet, where programs try names and passwords day and night. Settled by other attempts: many names from one address, or one name from many.'
            : kind === 'own-network'
              ? 'The client stands in your own network. If it tries many names, look at that machine at once.'
              : 'Many names from one address, or one name from many, are somebody who guesses.',
      },
      {
        id: 'old-password',
        likelihood: kind === 'own-network' ? 'likely' : 'possible',
        why: `A device or application has an old password${attempts > 1 ? ' and tries it again and again' : ''}. Settled by its settings: it is one name from one address, and it began with a change of the password.`,
      },
      {
        id: 'account-locked-or-disabled',
        likelihood: 'possible',
        why: 'The account is locked, disabled or expired. Settled by Get-ADUser.',
      },
    ];
  },

  remedy: (_denied, scene) => [
    {
      do: 'On the server, see who fails and how often: event 1035 names the mechanism, the connector and the address.',
      command: `Get-WinEvent -ComputerName ${serverArgument(scene)} -FilterHashtable @{LogName='Application';Id=1035} -MaxEvents 50 | Format-Table TimeCreated,Message -Wrap`,
    },
    {
      do: 'For a known client, look at the account; then set the right password in the client.',
      command: "Get-ADUser '<account>' -Properties LockedOut,Enabled,PasswordLastSet,PasswordExpired,LastBadPasswordAttempt",
      verify: 'The next session shows “authenticated”.',
    },
    {
      do: 'For strangers: see whether the connector that faces the internet has to offer a logon at all.',
      command: `Get-ReceiveConnector ${connectorArgument(scene)} | Format-List Identity,AuthMechanism,PermissionGroups,RemoteIPRanges`,
      caution: 'Do not take ExchangeServer away from a connector that Exchange servers use among themselves: internal mail would stop.',
      verify: 'EHLO from the internet no longer lists AUTH, if you decided against it.',
    },
    {
      do: 'Block addresses that guess, at the firewall, and make sure that none of them succeeded.',
      command:
        'Get-ChildItem "${env:ExchangeInstallPath}TransportRoles\\Logs\\FrontEnd\\ProtocolLog\\SmtpReceive" | Select-String \',authenticated$\' | Select-Object -Last 20',
    },
  ],

  references: [
    { title: 'RFC 4954, section 6: 535 authentication credentials invalid', url: 'https://www.rfc-editor.org/rfc/rfc4954#section-6' },
    {
      title: 'Receive connectors: authentication mechanisms',
      url: 'https://learn.microsoft.com/exchange/mail-flow/connectors/receive-connectors',
    },
    {
      title: 'SMTP NTLM authentication: 535 5.7.3',
      url: 'https://learn.microsoft.com/openspecs/windows_protocols/ms-smtpntlm/62888982-a911-40fa-b587-50b5c69f7334',
    },
  ],
});
