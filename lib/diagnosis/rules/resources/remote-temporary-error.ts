import type { LogRecord } from '../../../log/record.js';
import { isTransient, replyText, type Reply } from '../../facts/reply.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import { shows, type ReplySign } from '../../reply-rule.js';
import { rule } from '../../rule.js';
import { namedConnector, namedPeer } from '../../words.js';
import { peerKey } from '../../facts/peer.js';
import { NDR_OF_EXCHANGE_ONLINE } from '../recipients/ndr-pages.js';

interface TemporaryError {
  readonly reply: Pick<Reply, 'code' | 'status' | 'text'>;
  /** `PRX4`, `ATTR2`: where in the other server it went wrong; `undefined` for a refusal instead of a greeting. */
  readonly mark: string | undefined;
}

/** ATTR35 is a wrong smart host, and ATTR38 only asks for recipients of other regions to come separately. */
const SIGN: ReplySign = { code: [421, 450, 451], text: /\bPRX\d+\b|\bATTR(?!35\b|38\b)\d+\b|\bPFA agent busy\b/ };

/** The other side has trouble of its own, says so, and asks us to come again. Our mail waits meanwhile. */
export const remoteTemporaryError = rule<TemporaryError>({
  id: 'remote-temporary-error',
  title: 'The other side has trouble of its own and asks us to come again',
  severity: 'info',
  looksFor: 'A 4yz reply of the other side that bears PRX… or ATTR…, or that comes instead of a greeting.',

  needs: ({ sent, errorReply }) => sent && errorReply,
  match(session) {
    if (session.direction !== 'send') return undefined;
    const reply = session.refusals.find((refusal) => shows(SIGN, refusal)) ?? refusalAtBanner(session);
    if (reply === undefined) return undefined;
    const command = session.commands.find((candidate) => candidate.reply === reply);
    return {
      evidence: [command?.record ?? session.connected, reply.record].filter((record): record is LogRecord => record !== undefined),
      details: { reply, mark: markIn(reply.text) },
    };
  },
  explain({ code, status, text }) {
    if (code === undefined || !shows(SIGN, { code, status, text })) return undefined;
    return { reply: { code, status, text: text.replace(/^\d{3}[ -]+#?(?:\d\.\d+\.\d+\s+)?/, '') }, mark: markIn(text) };
  },
  keyFact: ({ mark }, { remote }) => [peerKey(remote), mark ?? 'greeting'].join(' '),
  sentence: ({ reply }, scene) =>
    `Mail over ${namedConnector(scene)} is put off by ${namedPeer(scene)}, which has trouble of its own; the message stays in the queue and is tried again: ${replyText(reply)}`,

  causes: ({ mark }) => [
    {
      id: 'trouble-of-the-other-side',
      likelihood: 'likely',
      why:
        mark === undefined
          ? 'It is overloaded, restarts, or limits connections. Single occurrences are normal. Settled if other senders meet it too.'
          : `${mark} says where in the other server it went wrong. In Exchange Online such errors come and go; from an Exchange server of your own they mean that its Front End does not get through to its Transport service.`,
    },
    {
      id: 'our-address-slowed-down',
      likelihood: mark === undefined ? 'possible' : 'unlikely',
      why: 'Some receivers keep addresses of low reputation waiting like this. Settled if it lasts for more than an hour while other senders get through.',
    },
  ],

  remedy: () => [
    {
      do: 'Check whether the message has gone with the next attempts.',
      command: 'Get-Queue | Where-Object Status -eq Retry | Format-Table Identity,MessageCount,NextRetryTime,LastError',
      verify: 'A later session with the same host is answered with 250.',
    },
    {
      do: 'If it lasts for more than an hour: for Exchange Online see the service health in the Microsoft 365 admin center; for a server of your own read its receive log at that minute.',
    },
  ],

  references: [
    NDR_OF_EXCHANGE_ONLINE,
    {
      title: 'Message retry, resubmit, and expiration intervals',
      url: 'https://learn.microsoft.com/exchange/mail-flow/queues/message-intervals',
    },
    { title: 'RFC 5321, section 4.5.4.1: sending strategy', url: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.5.4.1' },
  ],
});

/** A 4yz as the other side’s first word on a connection that the log shows from its start. */
function refusalAtBanner({ greeting, connected, replies, commands }: SessionFacts): Reply | undefined {
  const [reply] = replies;
  const [command] = commands;
  if (greeting !== undefined || connected === undefined || reply === undefined || !isTransient(reply) || isNamed(reply)) return undefined;
  return command === undefined || command.record.sequence > reply.record.sequence ? reply : undefined;
}

/** With Exchange’s words 4.3.2 is a service that is stopped or a limit on connections, 4.4.1 and 4.4.2 are the connection itself: rules of their own know them. */
function isNamed({ status, text }: Reply): boolean {
  const ofExchange = /\bservice (?:is )?not (?:available|active)\b|\bnot accepting network messages\b|\bmaximum number of concurrent\b/i;
  return (status === '4.3.2' && ofExchange.test(text)) || status === '4.4.1' || status === '4.4.2';
}

function markIn(text: string): string | undefined {
  return /\b(?:PRX|ATTR)\d+\b/.exec(text)?.[0];
}
