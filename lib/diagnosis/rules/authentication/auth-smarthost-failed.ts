import type { ErrorText } from '../../error-text/error-text.js';
import { replyText, type Reply } from '../../facts/reply.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import type { LogRecord } from '../../../log/record.js';
import { rule, type Match } from '../../rule.js';
import { connectorArgument, namedConnector, namedPeer } from '../../words.js';
import { peerKey } from '../../facts/peer.js';
import { failedLogonIn, isToldToClient } from './logon.js';

interface SmartHostLogon {
  readonly reply: Pick<Reply, 'code' | 'status' | 'text'> | undefined;
  /** `demanded`: the smart host wants a logon and we did not try one. */
  readonly kind: 'refused' | 'demanded';
  readonly encrypted: boolean;
}

/**
 * “530 5.7.0 Must issue a STARTTLS command first” is about encryption, and 5.7.57 is Exchange’s own, with a rule of its own. So is a recipient that
 * takes mail from authenticated senders only (`RESOLVER.RST.AuthRequired; authentication required`): there the server accepts us, and the group doesn't.
 */
const DEMANDS_LOGON = /^(?!.*\bRESOLVER\.).*\b(?:authentication (?:is )?required|please authenticate|authenticate first)\b/i;

/** The smart host does not accept the name and password of our connector, or wants some and we have none. */
export const authSmartHostFailed = rule<SmartHostLogon>({
  id: 'auth-smarthost-failed',
  title: 'The smart host does not accept the logon of the send connector',
  severity: 'blocker',
  looksFor:
    'A send session whose AUTH is refused (535, 504 …), “Outbound Authentication failed” after AUTH, or a smart host’s “530 … Authentication required”.',

  needs: ({ sent, logon }) => sent && logon,
  match: (session) => (session.direction === 'send' ? (refusedLogon(session) ?? demandedLogon(session)) : undefined),
  explain(error: ErrorText) {
    const { code, status, text } = error;
    if (code === undefined || code < 500 || isToldToClient(error)) return undefined;
    const reply = { code, status, text: text.replace(/^\d{3}(?:[ -]\d\.\d+\.\d+)? ?/, '') };
    if (code === 535) return { reply, kind: 'refused', encrypted: false };
    return DEMANDS_LOGON.test(text) ? { reply, kind: 'demanded', encrypted: false } : undefined;
  },
  keyFact: (_details, { remote }) => peerKey(remote),
  sentence: ({ reply, kind }, scene) => {
    const host = scene.remote === undefined ? 'The smart host' : namedPeer(scene);
    const said = reply === undefined ? '.' : `: ${replyText(reply)}`;
    return kind === 'demanded'
      ? `${host} wants a logon from ${namedConnector(scene)}, which sends without one${said}`
      : `${host} does not accept the logon of ${namedConnector(scene)}${said}`;
  },

  causes: ({ kind, reply, encrypted }) =>
    kind === 'demanded'
      ? [
          {
            id: 'no-logon-set',
            likelihood: 'likely',
            why: 'The connector has no logon, or the smart host offers one only after TLS and the session had none. Settled by SmartHostAuthMechanism in Get-SendConnector.',
          },
          {
            id: 'wrong-smart-host',
            likelihood: 'possible',
            why: 'The host is one for mail clients, and another one takes mail from servers. Settled by its operator.',
          },
        ]
      : [
          {
            id: 'mechanism-not-offered',
            likelihood: reply?.code === 504 ? 'likely' : 'unlikely',
            why:
              reply?.code === 504
                ? `The smart host does not know the kind of logon that we asked for${encrypted ? '' : ', or offers it only after TLS, and the session was not encrypted'}. Settled by AUTH in its answer to EHLO.`
                : 'The smart host took the kind of logon, and refused the logon itself.',
          },
          {
            id: 'password-changed',
            likelihood: reply?.code === 504 ? 'unlikely' : 'likely',
            why: 'Name or password in the connector is wrong or out of date. Settled by logging on with them from a mail client.',
          },
          {
            id: 'account-locked',
            likelihood: 'possible',
            why: 'The account at the smart host is locked, has expired or may not send. Settled by its operator.',
          },
        ],

  remedy: (_details, scene) => [
    {
      do: 'See how the connector logs on.',
      command: `Get-SendConnector ${connectorArgument(scene)} | Format-List Name,SmartHosts,Port,SmartHostAuthMechanism,AuthenticationCredential,RequireTLS`,
    },
    {
      do: 'Set the name and password that the smart host’s operator gave you.',
      command: `Set-SendConnector ${connectorArgument(scene)} -SmartHostAuthMechanism BasicAuthRequireTLS -AuthenticationCredential (Get-Credential)`,
      caution:
        'Never BasicAuth without TLS: the password would cross the network in clear text. The old password cannot be read back: have it at hand before you overwrite it.',
      verify: 'The next session on this connector shows 235 after AUTH, and 250 after MAIL FROM.',
      undo: 'The same command with the old credential.',
    },
    {
      do: 'If it still fails, have its operator look into the log of the time of the finding: is the account locked, may it send from your address?',
    },
  ],

  references: [
    {
      title: 'Send connectors: smart host authentication',
      url: 'https://learn.microsoft.com/exchange/mail-flow/connectors/outbound-smart-host-routing',
    },
    { title: 'RFC 4954, section 6: status codes 530 and 535', url: 'https://www.rfc-editor.org/rfc/rfc4954#section-6' },
  ],
});

function refusedLogon(session: SessionFacts): Match<SmartHostLogon> | undefined {
  const logon = failedLogonIn(session);
  if (logon?.verb !== 'AUTH') return undefined;
  return { evidence: logon.evidence, details: { reply: logon.reply, kind: 'refused', encrypted: session.tls?.outcome === 'succeeded' } };
}

function demandedLogon(session: SessionFacts): Match<SmartHostLogon> | undefined {
  const reply = session.refusals.find(({ code, text }) => code >= 500 && DEMANDS_LOGON.test(text));
  if (reply === undefined) return undefined;
  const command = session.commands.find(({ reply: answer }) => answer === reply)?.record;
  const evidence = [command, reply.record].filter((record): record is LogRecord => record !== undefined);
  return { evidence, details: { reply, kind: 'demanded', encrypted: session.tls?.outcome === 'succeeded' } };
}
