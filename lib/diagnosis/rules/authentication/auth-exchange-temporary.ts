import type { LogRecord } from '../../../log/record.js';
import type { ErrorText } from '../../error-text/error-text.js';
import { clockAhead } from '../../facts/clock.js';
import { isDelivered } from '../../facts/message.js';
import { replyText, type Reply } from '../../facts/reply.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import { rule, type Cause, type Match } from '../../rule.js';
import { namedConnector, namedPeer } from '../../words.js';
import { peerKey } from '../../facts/peer.js';
import { failedLogonIn } from './logon.js';

interface ServerLogon {
  /** What was said, where something was. */
  readonly text: string | undefined;
  /** `not-offered`: the other side does not offer the logon of Exchange servers at all. */
  readonly kind: 'failed' | 'not-offered';
  readonly encrypted: boolean | undefined;
  /** Milliseconds by which the other server's clock is ahead of ours, where its greeting tells. */
  readonly ahead: number | undefined;
}

/** By more Kerberos lets no clocks differ, unless somebody has changed its policy. */
const KERBEROS_TOLERANCE_MILLISECONDS = 5 * 60 * 1000;

const FAILED = /^454 4\.7\.0 Temporary authentication failure/i;
const NOT_ACHIEVED = /\bCannot achieve Exchange Server authentication\b/i;

/**
 * Two Exchange servers of the organisation do not accept each other: X-EXPS, Kerberos between computer accounts, fails. TLS has mostly succeeded
 * before.
 *
 * @source https://learn.microsoft.com/exchange/troubleshoot/client-connectivity/454-4-7-0-temporary-authentication-failure
 */
export const authExchangeTemporary = rule<ServerLogon>({
  id: 'auth-exchange-temporary',
  title: 'Exchange servers do not accept each other’s logon',
  severity: 'blocker',
  looksFor:
    '“Outbound Authentication failed with …” after X-EXPS, or “454 4.7.0 Temporary authentication failure”, “451 5.7.3 Cannot achieve Exchange Server authentication”, or a session of the connector between Exchange servers to which the answer to EHLO lacks X-EXPS and that ends without mail.',

  needs: ({ sent, logon }) => sent || logon,
  match: (session) => failedServerLogon(session) ?? refusedForIt(session) ?? notOffered(session),
  explain({ text }: ErrorText) {
    if (NOT_ACHIEVED.test(text)) return { text, kind: 'not-offered', encrypted: undefined, ahead: undefined };
    return FAILED.test(text) ? { text, kind: 'failed', encrypted: undefined, ahead: undefined } : undefined;
  },
  keyFact: (_details, { remote }) => peerKey(remote),
  sentence: ({ text, kind, encrypted }, scene) => {
    const peer = scene.remote === undefined ? 'another Exchange server' : namedPeer(scene);
    const tls = encrypted === true ? ', although TLS stands' : '';
    return (
      (kind === 'not-offered'
        ? `${namedConnector(scene)} cannot log on to ${peer} as an Exchange server: it offers no X-EXPS`
        : `The logon between Exchange servers fails on ${namedConnector(scene)} with ${peer}${tls}`) +
      (text === undefined ? '.' : `: ${text}`)
    );
  },

  causes: ({ kind, encrypted, ahead }) => [
    {
      id: 'recv-connector-mismatch',
      likelihood: kind === 'not-offered' ? 'likely' : 'possible',
      why: 'On the other server a custom receive connector covers the addresses of the Exchange servers and lacks ExchangeServer authentication. Settled by Get-ReceiveConnector there: RemoteIPRanges and AuthMechanism.',
    },
    xExpsStripped(kind, encrypted !== undefined),
    clockSkew(kind, ahead),
    {
      id: 'service-principal-name',
      likelihood: kind === 'failed' ? 'possible' : 'unlikely',
      why: 'The service principal name SMTPSVC/<server> is missing or registered twice. Settled by setspn -L and setspn -X.',
    },
    {
      id: 'domain-controller-or-trust',
      likelihood: kind === 'failed' ? 'possible' : 'unlikely',
      why: 'Domain controllers do not replicate, cannot be reached for Kerberos, or the trust to the other domain is broken. Settled by nltest /sc_query and repadmin. If it fails with one site alone, look there; with every server, here.',
    },
  ],

  remedy: ({ kind }) => [
    kind === 'not-offered'
      ? {
          do: 'On the other server, see which connector takes the Exchange servers’ addresses: each that does needs ExchangeServer in AuthMechanism.',
          command: 'Get-ReceiveConnector | Format-Table Identity,RemoteIPRanges,AuthMechanism,PermissionGroups -Wrap',
        }
      : {
          do: 'Compare the clocks.',
          command: 'w32tm /monitor',
        },
    {
      do: 'Look at the service principal names and the secure channel of the server that is refused.',
      command: 'setspn -L $env:COMPUTERNAME; setspn -X; nltest /sc_query:$env:USERDNSDOMAIN; repadmin /replsummary',
    },
    {
      do: 'On both servers, read what Exchange says of it: event 2017 on the sender, 1035 on the receiver.',
      command: "Get-WinEvent -FilterHashtable @{LogName='Application';Id=2017,1035} -MaxEvents 20 | Format-List TimeCreated,Message",
    },
    {
      do: 'Mend what shows: set the clock right, register the missing name, take the Exchange servers’ addresses out of the other connector’s RemoteIPRanges, or repair the trust (netdom trust … /Verify before any /Reset).',
      caution:
        'Resetting a trust or a computer account cuts off whoever uses it at that moment: outside busy hours, together with those who run Active Directory.',
      verify: 'The next session between the two shows no “Outbound Authentication failed”, and goes on to MAIL FROM.',
    },
  ],

  references: [
    {
      title: '454 4.7.0 Temporary authentication failure in Exchange Server',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/client-connectivity/454-4-7-0-temporary-authentication-failure',
    },
    {
      title: 'DSNs and NDRs in Exchange Server: 5.7.3 Cannot achieve Exchange Server authentication',
      url: 'https://learn.microsoft.com/exchange/mail-flow/non-delivery-reports-and-bounce-messages/non-delivery-reports-and-bounce-messages',
    },
  ],
});

/** Only a session shows that X-EXPS was tried; an error text says no more than that a logon failed. */
function xExpsStripped(kind: ServerLogon['kind'], isSession: boolean): Cause {
  const id = 'x-exps-stripped';
  if (kind === 'failed' && isSession) return { id, likelihood: 'excluded', why: 'X-EXPS was offered and tried.' };
  return {
    id,
    likelihood: kind === 'failed' ? 'unlikely' : 'possible',
    why: 'A firewall between the servers takes X-EXPS and X-ANONYMOUSTLS out of the answer to EHLO. Settled by comparing the receive log there with the send log here.',
  };
}

/** The greeting tells the other server's clock; those of the domain controllers stand in no log. */
function clockSkew(kind: ServerLogon['kind'], ahead: number | undefined): Cause {
  if (kind === 'failed' && ahead !== undefined && Math.abs(ahead) > KERBEROS_TOLERANCE_MILLISECONDS) {
    const minutes = Math.round(Math.abs(ahead) / 60_000);
    return {
      id: 'clock-skew',
      likelihood: 'certain',
      why: `The other server’s clock is ${minutes} minutes ${ahead > 0 ? 'ahead of' : 'behind'} this one’s, as its greeting tells: Kerberos refuses from five minutes on.`,
    };
  }
  const same = ahead === undefined ? '' : ' The two servers’ clocks agree, as the greeting tells; a domain controller’s may not.';
  return {
    id: 'clock-skew',
    likelihood: kind === 'failed' && ahead === undefined ? 'possible' : 'unlikely',
    why: `The clocks of the servers or domain controllers are more than five minutes apart: Kerberos then refuses.${same} Settled by w32tm /monitor.`,
  };
}

/** Seen from either side: the server that logs on writes “Outbound …”, the one that refuses “Inbound …”. */
function failedServerLogon(session: SessionFacts): Match<ServerLogon> | undefined {
  const logon = failedLogonIn(session);
  if (logon?.verb !== 'X-EXPS') return undefined;
  const said = logon.reply === undefined ? logon.reason : replyText(logon.reply);
  return { evidence: logon.evidence, details: { text: said, kind: 'failed', ...circumstancesOf(session) } };
}

/** Where the excerpt begins after the logon, or the mail commands are refused for the lack of one. */
function refusedForIt(session: SessionFacts): Match<ServerLogon> | undefined {
  if (session.messages.some(isDelivered)) return undefined;
  const about = (reply: Reply) => FAILED.test(replyText(reply)) || NOT_ACHIEVED.test(reply.text);
  const reply = session.refusals.find(about);
  if (reply === undefined) return undefined;
  const command = session.commands.find(({ reply: answer }) => answer === reply)?.record;
  return {
    evidence: [command, reply.record].filter((record): record is LogRecord => record !== undefined),
    details: {
      text: replyText(reply),
      kind: NOT_ACHIEVED.test(reply.text) ? 'not-offered' : 'failed',
      ...circumstancesOf(session),
    },
  };
}

function circumstancesOf(session: SessionFacts): Pick<ServerLogon, 'encrypted' | 'ahead'> {
  return { encrypted: session.tls?.outcome === 'succeeded', ahead: clockAhead(session) };
}

/** The connector between the servers of an organisation is nobody's to name; Exchange calls it so in the language it was set up in. */
const AMONG_SERVERS = /\bintra-?organi[sz]ation\b|\borganisationsintern|组织内/i;

/** Without X-EXPS a server cannot show that it is one, says nothing, and leaves. */
function notOffered(session: SessionFacts): Match<ServerLogon> | undefined {
  const { direction, connector, messages, closing, tls } = session;
  if (direction !== 'send' || !AMONG_SERVERS.test(connector)) return undefined;
  const last = session.offers.at(-1);
  if (last === undefined || closing === undefined) return undefined;
  // Where TLS was to come first, X-EXPS may come behind it.
  const willCome = tls?.outcome !== 'succeeded' && last.extensions.has('X-ANONYMOUSTLS');
  if (messages.length > 0 || last.extensions.has('X-EXPS') || willCome) return undefined;
  return {
    evidence: [last.reply.record, closing.record],
    details: { text: undefined, kind: 'not-offered', ...circumstancesOf(session) },
  };
}
