import type { LogRecord } from '../../../log/record.js';
import { isDelivered } from '../../facts/message.js';
import { offersBeforeTls } from '../../facts/offers-before-tls.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import { rule } from '../../rule.js';
import { addressArgument, namedConnector, namedPeer } from '../../words.js';
import { lookAtSendConnector } from './connector-settings.js';
import { RETRY_QUEUES } from './own-certificate.js';
import { keyOfPeer, peerOf } from './peer.js';
import { letSmtpPassUntouched } from './smtp-inspection.js';
import { HYBRID_TRANSPORT, STARTTLS_RFC } from './tls-references.js';

interface Stripped {
  /** What gives the device away, for the sentence. */
  readonly sign: string;
  readonly peerName: string;
  /** Only a masked or crossed-out word proves it; what is missing may be missing for another reason. */
  readonly proven: boolean;
}

/** A word that a firewall crossed out, keeping its length: `XXXXXXXA` for STARTTLS. */
const CROSSED_OUT = /^X{4,}[A-Z]?$/;

/** A firewall changes SMTP on its way: it masks the greeting, crosses out STARTTLS, or answers for the other side. */
export const tlsInspectionStripping = rule<Stripped>({
  id: 'tls-inspection-stripping',
  title: 'A device on the way changes SMTP, so TLS cannot begin',
  severity: 'blocker',
  looksFor:
    'A greeting of asterisks, a crossed-out word (XXXXXXXA) among the commands or offers, an unrecognised STARTTLS that was offered, an unrecognised EHLO or a missing STARTTLS of a host that is known to have it.',

  match(session) {
    if (session.messages.some(isDelivered)) return undefined;
    const sign = session.direction === 'send' ? signInAnswers(session) : crossedOutCommand(session);
    if (sign === undefined) return undefined;
    const { text, record, proven } = sign;
    return { evidence: [record], details: { sign: text, proven, peerName: keyOfPeer(peerOf(session), session.remote?.address) } };
  },
  keyFact: ({ peerName }) => peerName,
  sentence: ({ sign, proven }, scene) =>
    `Something between this server and ${namedPeer(scene)} ${proven ? 'changes' : 'may change'} SMTP on ${namedConnector(scene)}: ${sign}.`,

  causes: ({ proven }) => [
    {
      id: 'smtp-inspection',
      likelihood: proven ? 'certain' : 'likely',
      why: 'A firewall inspects SMTP: Cisco “inspect esmtp” or “fixup protocol smtp”, an SMTP ALG, or a mail gateway or virus scanner in transparent mode. Settled by the same session from outside of it.',
    },
    {
      id: 'another-host-answers',
      likelihood: proven ? 'unlikely' : 'possible',
      why: 'An appliance or relay answers instead of the host that is meant. Between Exchange and Exchange Online only an Edge Transport server may stand. Settled by the name in the greeting.',
    },
  ],

  remedy: (_details, scene) => [
    {
      do: 'From this Exchange server, see by which address the connection leaves, and ask which devices it passes; the greeting and the answer to EHLO show what they leave of it.',
      command: `Test-NetConnection ${addressArgument(scene)} -Port ${scene.direction === 'send' ? (scene.remote?.port ?? 25) : 25} -InformationLevel Detailed`,
    },
    ...(scene.direction === 'send' ? [lookAtSendConnector(scene)] : []),
    letSmtpPassUntouched(scene),
    RETRY_QUEUES,
  ],

  references: [
    {
      title: 'Can’t send or receive email behind a Cisco firewall (KB 320027)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/mailflow/cannot-send-receive-email-behind-cisco-firewall',
    },
    HYBRID_TRANSPORT,
    STARTTLS_RFC,
  ],
});

interface Sign {
  readonly text: string;
  readonly record: LogRecord;
  readonly proven: boolean;
}

function signInAnswers(session: SessionFacts): Sign | undefined {
  const { greeting, offers, startTls, commands, messages, closing } = session;
  if (greeting?.masked === true && commands.length > 0)
    return { text: 'its greeting is masked by asterisks', record: greeting.reply.record, proven: true };
  const crossedOut = offers.find(({ extensions }) => [...extensions].some((word) => CROSSED_OUT.test(word)));
  if (crossedOut !== undefined)
    return { text: 'a word in the answer to EHLO is crossed out', record: crossedOut.reply.record, proven: true };
  const first = offersBeforeTls(session);
  if (startTls?.reply !== undefined && isUnrecognised(startTls.reply.code) && first?.extensions.has(startTls.verb) === true)
    return { text: `${startTls.verb} was offered, and then not recognised`, record: startTls.reply.record, proven: false };
  const ehlo = commands.find(({ verb }) => verb === 'EHLO')?.reply;
  const knowsTls = peerOf(session) === 'exchange-online';
  if (ehlo !== undefined && isUnrecognised(ehlo.code) && (knowsTls || greeting?.software === 'Exchange'))
    return { text: 'it greets as Exchange and does not recognise EHLO', record: ehlo.record, proven: false };
  if (knowsTls && first?.extensions.has('STARTTLS') === false && messages.length === 0 && closing !== undefined)
    return { text: 'Exchange Online always offers STARTTLS, and here it is missing', record: first.reply.record, proven: false };
  return undefined;
}

/** The other side's STARTTLS came to us crossed out. */
function crossedOutCommand({ commands }: SessionFacts): Sign | undefined {
  const command = commands.find(({ verb }) => CROSSED_OUT.test(verb));
  return command && { text: 'a command of the other side arrives crossed out', record: command.record, proven: true };
}

/** 500 to 504: syntax error, unknown or not implemented. */
function isUnrecognised(code: number): boolean {
  return code >= 500 && code <= 504;
}
