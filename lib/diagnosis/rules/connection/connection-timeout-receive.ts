import { isDelivered } from '../../facts/message.js';
import { rule } from '../../rule.js';
import { connectorArgument, namedConnector, namedPeer } from '../../words.js';
import { tryLargePackets } from '../tls/smtp-inspection.js';
import { clientKey, peerKind } from '../../facts/peer.js';

interface GaveUpWaiting {
  /** What we waited for. */
  readonly after: string;
  /** Milliseconds of silence before we ended it. */
  readonly silence: number | undefined;
}

/**
 * Exchange hung up on a client that had begun a message and fell silent: 5 minutes without a word, or 10 minutes in all (on an Edge server 1 and 5).
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/message-rate-limits
 */
export const connectionTimeoutReceive = rule<GaveUpWaiting>({
  id: 'connection-timeout-receive',
  title: 'A client falls silent in the middle of a message, and Exchange hangs up',
  severity: 'per-message',
  looksFor: 'Our own “421 4.4.1 Connection timed out” to a client that has begun a message and not finished it.',

  needs: ({ received, errorReply, mail }) => received && errorReply && mail,
  match({ direction, replies, messages, commands, session }) {
    if (direction !== 'receive') return undefined;
    const reply = replies.findLast(({ code, status, text }) => code === 421 && status === '4.4.1' && /\btimed out\b/i.test(text));
    const message = messages.at(-1);
    if (reply === undefined || message === undefined || isDelivered(message)) return undefined;
    const before = commands.findLast(({ record }) => record.sequence < reply.record.sequence);
    if (before === undefined) return undefined;
    const { records } = session;
    const lastWord = records.slice(0, records.indexOf(reply.record)).findLast(({ event }) => event === '<' || event === '>');
    return {
      evidence: [before.record, reply.record],
      details: { after: before.verb, silence: lastWord && reply.record.time - lastWord.time },
    };
  },
  keyFact: (_details, { remote }) => clientKey(remote),
  sentence: ({ after, silence }, scene) =>
    `${namedPeer(scene)} went silent after ${after}${silence === undefined ? '' : ` for ${Math.round(silence / 1000)} s`}, and ${namedConnector(scene)} hung up: the message did not arrive.`,

  causes: (_details, { remote }) => {
    const kind = peerKind(remote);
    return [
      {
        id: 'packets-lost-on-the-way',
        likelihood: kind === 'exchange-online' ? 'likely' : 'possible',
        why:
          kind === 'exchange-online'
            ? 'Exchange Online does not stall by itself: a firewall in front of the server swallows part of the message, as inspection or a wrong MTU does. Settled by its log.'
            : 'A firewall or a bad line swallows part of the message. Settled by whether small messages of the same client arrive.',
      },
      {
        id: 'slow-or-hung-client',
        likelihood: kind === 'own-network' ? 'likely' : kind === 'exchange-online' ? 'unlikely' : 'possible',
        why: 'The device or application hangs, or its line is too slow for the message. Settled by its own log, and by whether others are concerned too.',
      },
    ];
  },

  remedy: (_details, scene) => [
    {
      do: 'See how long this connector waits.',
      command: `Get-ReceiveConnector ${connectorArgument(scene)} | Format-List Identity,ConnectionTimeout,ConnectionInactivityTimeout,TransportRole,RemoteIPRanges`,
    },
    tryLargePackets(scene),
    {
      do: 'Exempt SMTP to this server from inspection by the firewall, or mend the client. A longer wait only hides it.',
      verify: 'The next session of this client gets a 250 after its message.',
    },
  ],

  references: [
    {
      title: 'Message rate limits and throttling: ConnectionInactivityTimeout, ConnectionTimeout',
      url: 'https://learn.microsoft.com/exchange/mail-flow/message-rate-limits',
    },
    { title: 'RFC 5321, section 4.5.3.2: timeouts', url: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.2' },
  ],
});
