import type { ErrorText } from '../../error-text/error-text.js';
import type { Command } from '../../facts/conversation.js';
import { isDelivered, type Message } from '../../facts/message.js';
import type { Scene } from '../../facts/scene.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import type { Cause, Match } from '../../rule.js';
import { namedConnector, namedPeer } from '../../words.js';
import { tryLargePackets } from '../tls/smtp-inspection.js';
import { peerKey } from '../../facts/peer.js';
import { errorTextRule } from './quoted-error.js';
import { exchangeServiceOn } from './unreached-host.js';

interface Dropped {
  /** Where the conversation broke off; `undefined` in an error text. */
  readonly phase: 'envelope' | 'content' | undefined;
  /** The command that stayed without a final reply. */
  readonly verb: string | undefined;
  /** Who ended the connection: a side that gives up waiting is not the side that fell silent. */
  readonly by: 'us' | 'them' | 'unknown' | undefined;
  /** `ConnectionReset`, `TimedOut` …, where it was logged. */
  readonly reason: string | undefined;
  /** Milliseconds of silence before the end. */
  readonly silence: number | undefined;
  /** Bytes, as announced. */
  readonly size: number | undefined;
  readonly host: string | undefined;
}

const CONTENT: ReadonlySet<string> = new Set(['DATA', 'BDAT']);
const ENVELOPE: ReadonlySet<string> = new Set(['MAIL', 'RCPT']);

/** A silence that long is not a network's round trip but somebody's timeout. */
const LONG_SILENCE = 20_000;
/** From here on a message is large enough for limits of size and path to be suspects. */
const LARGE_MESSAGE = 1_000_000;

/** The connection broke while a message was being handed over. Exchange keeps the message and tries again. */
export const connectionDropped = errorTextRule<Dropped>({
  id: 'connection-dropped',
  title: 'The connection breaks while a message is handed over',
  severity: 'degraded',
  looksFor:
    'A session that ends while MAIL, RCPT, DATA or BDAT has no final reply (on the receiving side: once the text had begun), the other side’s “421 4.4.1 Connection timed out” in that place, or a queue’s “421 4.4.2 Connection dropped due to …”.',

  needs: ({ mail }) => mail,
  seenIn: droppedIn,
  recognise({ code, text, host, cause }: ErrorText) {
    if (code !== 421 || !/\bconnection dropped\b/i.test(text)) return undefined;
    return { phase: undefined, verb: undefined, by: undefined, reason: cause, silence: undefined, size: undefined, host };
  },
  keyFact: ({ host, reason }, { remote }) => host ?? (remote === undefined ? (reason ?? 'unknown peer') : peerKey(remote)),
  sentence: (dropped, scene) => {
    const peer = dropped.host ?? (scene.remote === undefined ? 'the other side' : namedPeer(scene));
    if (dropped.phase === undefined)
      return `The connection of ${namedConnector(scene)} with ${peer} was dropped (${dropped.reason ?? 'no reason given'}).`;
    const after = dropped.silence === undefined ? '' : ` after ${(dropped.silence / 1000).toFixed(1)} s of silence`;
    return `The connection of ${namedConnector(scene)} with ${peer} broke off at ${dropped.verb ?? 'the message'}${after}, ended by ${BY[dropped.by ?? 'unknown']}: the message was not handed over.`;
  },

  causes: causesOf,

  remedy: ({ phase }, scene) => [
    {
      do: 'Check whether the breaks have something in common: the size, the seconds, the peer, the source server.',
      command:
        'Get-ChildItem "${env:ExchangeInstallPath}TransportRoles\\Logs\\Hub\\ProtocolLog" -Recurse -Filter *.LOG | Sort-Object LastWriteTime | Select-Object -Last 6 | Select-String \',-,,(Remote|Local)\' -Context 2,0 | Select-Object -Last 20',
    },
    ...(phase === 'envelope' ? [] : [tryLargePackets(scene)]),
    {
      do: 'Exempt SMTP of the Exchange servers from inspection (firewall, intrusion prevention, data loss prevention, virus scanner on the server) and try again.',
      caution: 'For these servers and TCP port 25 alone.',
      verify: 'The next session on this connector ends with 250 after DATA or BDAT.',
      undo: 'Turn the inspection on again.',
    },
    { do: 'If only one peer is concerned, have its operator look into the log of that time.' },
  ],

  references: [
    {
      title: 'DSNs and NDRs in Exchange Server: 4.4.2 Connection dropped',
      url: 'https://learn.microsoft.com/exchange/mail-flow/non-delivery-reports-and-bounce-messages/non-delivery-reports-and-bounce-messages',
    },
    {
      title: 'SocketError when sending or receiving email messages',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/send-receive-emails-socketerror',
    },
    { title: 'RFC 5321, section 4.5.3.2: timeouts', url: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.2' },
  ],
});

const BY = { us: 'this server', them: 'the other side', unknown: 'one of the two' } as const;

function droppedIn(session: SessionFacts): Match<Dropped> | undefined {
  const unfinished = session.messages.at(-1);
  if (unfinished === undefined || isDelivered(unfinished)) return undefined;
  return givenUpByPeer(session, unfinished) ?? brokenOff(session, unfinished);
}

/** The other side says that it has waited for long enough, or that the connection is lost. */
function givenUpByPeer({ direction, replies, commands }: SessionFacts, { size }: Message): Match<Dropped> | undefined {
  const reply = replies.findLast(
    ({ code, status, text }) => code === 421 && isTimeoutStatus(status) && /\b(?:timed out|dropped)\b/i.test(text),
  );
  const last = commands.findLast(({ verb }) => CONTENT.has(verb) || ENVELOPE.has(verb));
  if (direction !== 'send' || reply === undefined || last === undefined) return undefined;
  const silence = reply.record.time - last.record.time;
  return {
    evidence: [last.record, reply.record],
    details: { phase: phaseOf(last), verb: last.verb, by: 'them', reason: 'TimedOut', silence, size, host: undefined },
  };
}

function brokenOff(session: SessionFacts, { size }: Message): Match<Dropped> | undefined {
  const { direction, commands, closing, timing } = session;
  const last = commands.at(-1);
  if (closing === undefined || last === undefined || last.reply !== undefined || session.refusals.length > 0) return undefined;
  const phase = phaseOf(last);
  // A client that leaves before it hands us anything is none of our failures: the internet is full of such.
  if (phase === undefined || (direction === 'receive' && phase === 'envelope')) return undefined;
  const { by, reason, record } = closing;
  return {
    evidence: [last.record, ...(last.intermediate === undefined ? [] : [last.intermediate.record]), record],
    details: { phase, verb: last.verb, by, reason, silence: timing.idleBeforeEnd, size, host: undefined },
  };
}

function phaseOf({ verb }: Command): Dropped['phase'] {
  return CONTENT.has(verb) ? 'content' : ENVELOPE.has(verb) ? 'envelope' : undefined;
}

function isTimeoutStatus(status: string | undefined): boolean {
  return status === '4.4.1' || status === '4.4.2';
}

function causesOf({ phase, by, reason, silence, size }: Dropped, { remote }: Scene): readonly Cause[] {
  const service = exchangeServiceOn(remote);
  const long = silence !== undefined && silence >= LONG_SILENCE;
  return [
    ...(service === undefined
      ? []
      : [
          {
            id: 'service-restarting',
            likelihood: 'likely' as const,
            why: `The other side is ${service.title} of an Exchange server: the service stopped or restarted, or the database moved. Settled by Get-Service ${service.name} and the event log there.`,
          },
        ]),
    {
      id: 'somebody-timed-out',
      likelihood: long || reason === 'TimedOut' ? 'likely' : silence === undefined ? 'possible' : 'unlikely',
      why: long
        ? `The rows show ${Math.round(silence / 1000)} s of silence before ${BY[by ?? 'unknown']} ended it: one side waited for the other, or for what was lost on the way. Settled by whether it is the same number of seconds each time.`
        : silence === undefined
          ? 'One side waited for the other, or for what was lost on the way. Settled by the protocol log: how long was the silence before the end?'
          : `Only ${silence} ms went by before the end.`,
    },
    ...(phase === undefined
      ? [
          {
            id: 'tls-handshake',
            likelihood: 'possible' as const,
            why: `The text does not tell when the connection broke: it may have been in the TLS handshake, as with a firewall that loses the larger packets of certificates. Settled by the protocol log: is “Sending certificate” the last row before the end?`,
          },
        ]
      : []),
    {
      id: 'content-inspected-on-the-way',
      likelihood: phase === 'envelope' ? 'unlikely' : 'possible',
      why: 'A firewall, a data loss prevention or a virus scanner reads the message along, and cuts or stalls the connection. Settled by its log at this time.',
    },
    {
      id: 'large-packets-lost',
      likelihood: phase === 'content' && long ? 'possible' : phase === undefined ? 'possible' : 'unlikely',
      why:
        size !== undefined && size >= LARGE_MESSAGE
          ? `Small packets get through and full ones get lost (MTU); the message has ${Math.round(size / 1000)} kB. Settled by ping with the largest packet, and by whether small messages get through.`
          : 'Small packets get through and full ones get lost (MTU). Settled by ping with the largest packet, and by whether small messages get through.',
    },
    {
      id: 'peer-policy',
      likelihood: phase === 'envelope' && by === 'them' ? 'likely' : 'possible',
      why: 'The other side hangs up on senders, recipients or sizes that it does not want, without a reply. Settled by its operator.',
    },
    ...(reason === 'SocketError'
      ? [
          {
            id: 'tls-1-2-missing',
            likelihood: 'possible' as const,
            why: 'With Exchange Online, Microsoft names as the cause of this text that TLS 1.2 is not enabled on the Exchange server. Settled by the send log: “TLS negotiation failed with error SocketError”.',
          },
        ]
      : []),
  ];
}
