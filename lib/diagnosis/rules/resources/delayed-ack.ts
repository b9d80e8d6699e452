import type { LogRecord } from '../../../log/record.js';
import type { Command } from '../../facts/conversation.js';
import type { Tarpit } from '../../facts/tarpit.js';
import { rule } from '../../rule.js';
import { connectorArgument, namedConnector, namedPeer } from '../../words.js';
import { clientKey } from '../../facts/peer.js';

interface GivenUp {
  readonly tarpit: Tarpit;
}

/**
 * Exchange holds its acknowledgement back until shadow redundancy has a second copy, and the client hangs up before it comes. The message is
 * taken all the same, so the client sends it twice. A delay that the client sits out is normal, and no matter for this rule.
 */
export const delayedAck = rule<GivenUp>({
  id: 'delayed-ack',
  title: 'A client hangs up while Exchange holds back its acknowledgement: messages may come twice',
  severity: 'degraded',
  looksFor: '“Tarpit … due to DelayedAck” after the message’s text, no reply to it, and the end by the other side.',

  needs: ({ received, tarpit }) => received && tarpit,
  match({ direction, commands, tarpits, closing }) {
    if (direction !== 'receive' || closing?.by !== 'them') return undefined;
    const text = commands.findLast(({ verb }) => verb === 'DATA' || verb === 'BDAT');
    const tarpit = tarpits.findLast(({ reason }) => reason === 'DelayedAck');
    if (text === undefined || tarpit === undefined || !isUnanswered(text, tarpit.record)) return undefined;
    return { evidence: [text.record, tarpit.record, closing.record], details: { tarpit } };
  },
  keyFact: (_details, { remote }) => clientKey(remote),
  sentence: ({ tarpit }, scene) =>
    `The client (${namedPeer(scene)}) hung up on ${namedConnector(scene)} while Exchange held its acknowledgement back for ${(tarpit.milliseconds / 1000).toFixed(0)} s.`,

  causes: ({ tarpit }) => [
    {
      id: 'timeout-of-the-client-too-short',
      likelihood: 'likely',
      why: 'The client waits for less than the delay. RFC 5321 (4.5.3.2.6) asks it to wait 10 minutes for this reply. Settled by its settings, and by messages that come twice.',
    },
    {
      id: 'no-second-copy',
      likelihood: tarpit.milliseconds >= 25_000 ? 'likely' : 'possible',
      why: 'The delay lasts long when no second server takes a copy or delivery is slow, as in a site with one server. Settled by many DelayedAck rows that end with Expired.',
    },
  ],

  remedy: (_details, scene) => [
    {
      do: 'See how long the connector may hold an acknowledgement back.',
      command: `Get-ReceiveConnector ${connectorArgument(scene)} | Format-List Identity,MaxAcknowledgementDelay,RemoteIPRanges`,
    },
    { do: 'Have the client wait longer, if it can be set there.', verify: 'Its sessions end with QUIT after “250 2.6.0”.' },
    {
      do: 'If it cannot, let a connector for this client alone acknowledge at once.',
      command: "Set-ReceiveConnector '<connector of this client>' -MaxAcknowledgementDelay 0",
      caution:
        'Messages of this client are then not protected by a second copy before they are acknowledged. Not on a connector that others use too.',
      verify: 'The next session of this client shows no DelayedAck row.',
      undo: 'The same command with 00:00:30.',
    },
  ],

  references: [
    {
      title: 'Set-ReceiveConnector: MaxAcknowledgementDelay',
      url: 'https://learn.microsoft.com/powershell/module/exchange/set-receiveconnector',
    },
    {
      title: 'Shadow redundancy in Exchange Server',
      url: 'https://learn.microsoft.com/exchange/mail-flow/transport-high-availability/shadow-redundancy',
    },
  ],
});

/** The text was not answered, and the delay came after it. */
function isUnanswered({ reply, record }: Command, delay: LogRecord): boolean {
  return reply === undefined && delay.sequence > record.sequence;
}
