import type { ErrorText } from '../../error-text/error-text.js';
import { isDelivered } from '../../facts/message.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import type { Match } from '../../rule.js';
import { namedConnector, namedPeer } from '../../words.js';
import { peerKey } from '../../facts/peer.js';
import { errorTextRule } from './quoted-error.js';
import { tryConnection } from './unreached-host.js';

interface HungUp {
  /** The command that stayed unanswered; `undefined` in an error text. */
  readonly during: string | undefined;
  readonly host: string | undefined;
  readonly encrypted: boolean;
  readonly certificateSent: boolean;
}

const MAIL_COMMANDS: ReadonlySet<string> = new Set(['MAIL', 'RCPT', 'DATA', 'BDAT', 'RSET', 'QUIT']);

/** The other side hangs up without a reply, before any mail is offered. Exchange then takes it for suspect and waits longer before it tries again. */
export const smtpsendSuspiciousRemote = errorTextRule<HungUp>({
  id: 'smtpsend-suspicious-remote',
  title: 'The other side hangs up in mid-conversation without a reply',
  severity: 'blocker',
  looksFor:
    'A send session whose other side closes while EHLO, STARTTLS or a logon is unanswered; “SMTPSEND.SuspiciousRemoteServerError”, or Exchange Online’s 4.4.318.',

  needs: ({ sent, talked }) => sent && talked,
  seenIn: hungUpIn,
  recognise({ text, status, host, wrappers }: ErrorText) {
    const says = [text, ...wrappers].some((part) =>
      /\bSuspiciousRemoteServerError\b|\bclosed abruptly\b|\bdisconnected abruptly\b/i.test(part),
    );
    return says || status === '4.4.318' ? { during: undefined, host, encrypted: false, certificateSent: false } : undefined;
  },
  keyFact: ({ host }, { remote }) => host ?? peerKey(remote),
  sentence: ({ during, host }, scene) =>
    `${host ?? (scene.remote === undefined ? 'The other side' : namedPeer(scene))} hangs up on ${namedConnector(scene)} ${during === undefined ? 'without a reply' : `after ${during}, without a reply`}.`,

  causes: ({ during, encrypted, certificateSent }) => [
    {
      id: 'peer-wants-other-tls',
      likelihood: during === undefined ? 'possible' : 'excluded',
      why:
        during !== undefined
          ? `The session did not break off in the TLS handshake, but after ${during}.`
          : 'One side has only TLS 1.0 or 1.1, which Exchange Online refuses, or no cipher in common. Settled by the TLS version in the sessions that succeed, and by Schannel’s events on this server.',
    },
    {
      id: 'certificate-refused-after-handshake',
      likelihood: encrypted && certificateSent ? 'possible' : 'unlikely',
      why: 'The other side looks at our certificate only after the handshake and refuses it by hanging up. Settled by its operator’s log, or by a test with another certificate.',
    },
    {
      id: 'cut-by-inspection',
      likelihood: 'possible',
      why: 'A firewall that reads along cuts what it does not like. Settled by its log at this time, or by a test past it.',
    },
    {
      id: 'peer-in-trouble',
      likelihood: 'possible',
      why: 'The other side is overloaded or restarting. Settled by whether it happens in every session: one alone means little.',
    },
  ],

  remedy: (_details, scene) => [
    tryConnection(scene.remote),
    {
      do: 'Count how often it happens, and at which row: always the same row speaks for a rule of the other side or of a firewall.',
      command:
        'Get-ChildItem "${env:ExchangeInstallPath}TransportRoles\\Logs\\Hub\\ProtocolLog\\SmtpSend" | Sort-Object LastWriteTime | Select-Object -Last 5 | Select-String \',-,,Remote\' -Context 1,0 | Select-Object -Last 20',
    },
    {
      do: 'See which TLS versions this server offers as a client.',
      command:
        "Get-ChildItem 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols' -Recurse | Get-ItemProperty | Format-Table PSPath,Enabled,DisabledByDefault",
    },
    {
      do: 'Exempt TCP port 25 of this server from inspection by the firewall, or have the other side’s operator look into the log of that time.',
      verify: 'The next session on this connector gets a reply to that command and goes on to MAIL FROM.',
    },
  ],

  references: [
    {
      title: 'SocketError when sending or receiving email messages',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/send-receive-emails-socketerror',
    },
    { title: 'RFC 5321, section 3.8: terminating sessions and connections', url: 'https://www.rfc-editor.org/rfc/rfc5321#section-3.8' },
  ],
});

function hungUpIn(session: SessionFacts): Match<HungUp> | undefined {
  const { direction, commands, messages, closing, tls, certificates } = session;
  if (direction !== 'send' || closing?.by !== 'them' || tls?.outcome === 'failed') return undefined;
  if (messages.some(isDelivered) || session.refusals.length > 0) return undefined;
  const last = commands.at(-1);
  // Once mail is offered, it is the business of `connection-dropped`; within the handshake, of the rules about TLS.
  if (last === undefined || last.reply !== undefined || MAIL_COMMANDS.has(last.verb)) return undefined;
  return {
    evidence: [last.record, closing.record],
    details: {
      during: last.verb,
      host: undefined,
      encrypted: tls?.outcome === 'succeeded',
      certificateSent: certificates.some(({ side }) => side === 'sent'),
    },
  };
}
