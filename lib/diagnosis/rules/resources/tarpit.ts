import type { LogRecord } from '../../../log/record.js';
import { clientKey, peerKind } from '../../facts/peer.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import type { Tarpit } from '../../facts/tarpit.js';
import { rule, type Match } from '../../rule.js';
import { connectorArgument, namedConnector, namedPeer } from '../../words.js';

interface LeftInTarpit {
  readonly tarpit: Tarpit;
  readonly verb: string;
}

/**
 * Exchange holds a refusal back for five seconds, against people who guess addresses and passwords, and a machine of ours hangs up before it
 * comes: its own log then speaks of a timeout and nowhere of the reason. With the refusal in the log, the refusal is the failure; a stranger who
 * leaves is what the wait is for.
 */
export const tarpit = rule<LeftInTarpit>({
  id: 'tarpit',
  title: 'A client hangs up while Exchange holds back a refusal',
  severity: 'info',
  looksFor:
    'A row “Tarpit for …” without “DelayedAck” in a receive log, no reply after it, and the end by a client of the own network. With a reply after it the wait is only its consequence, and the reply has a rule of its own.',

  needs: ({ received, tarpit: waited }) => received && waited,
  match: leftInTarpit,
  keyFact: (_details, { remote }) => clientKey(remote),
  sentence: ({ tarpit: { milliseconds }, verb }, scene) =>
    `The client (${namedPeer(scene)}) hung up on ${namedConnector(scene)} while Exchange held its answer to ${verb} back for ${(milliseconds / 1000).toFixed(0)} s, as it does before it refuses something.`,

  causes: ({ tarpit: { milliseconds }, verb }) => [
    {
      id: 'about-to-be-refused',
      likelihood: 'likely',
      why: `Exchange waits only before it refuses: ${verb} would have been answered with a 5yz. Settled by the same command in another session that was waited out, or by hand.`,
    },
    {
      id: 'timeout-of-the-client-too-short',
      likelihood: 'likely',
      why: `The client waits for less than ${(milliseconds / 1000).toFixed(0)} s, so it never learns why. Settled by its settings; RFC 5321 (4.5.3.2) asks it to wait five minutes.`,
    },
  ],

  remedy: ({ verb }, scene) => [
    {
      do: 'See how long the connector makes clients wait, and for whom it is.',
      command: `Get-ReceiveConnector ${connectorArgument(scene)} | Format-List Identity,TarpitInterval,RemoteIPRanges,PermissionGroups`,
    },
    { do: `Have the client wait longer, or send the same ${verb} by hand, to see the refusal; then mend what it says.` },
    {
      do: 'For a device with a short timeout, switch the wait off on a connector that takes this client alone.',
      command: "Set-ReceiveConnector '<connector of this client>' -TarpitInterval 00:00:00",
      caution: 'Not on a connector that the internet reaches: the wait is what slows down guessing.',
      verify: 'The next session of this client shows the reply at once.',
      undo: 'The same command with 00:00:05.',
    },
  ],

  references: [
    {
      title: 'Message rate limits and throttling: TarpitInterval',
      url: 'https://learn.microsoft.com/exchange/mail-flow/message-rate-limits',
    },
    { title: 'Set-ReceiveConnector', url: 'https://learn.microsoft.com/powershell/module/exchange/set-receiveconnector' },
  ],
});

function leftInTarpit({ direction, remote, commands, tarpits, replies, closing }: SessionFacts): Match<LeftInTarpit> | undefined {
  if (direction !== 'receive' || closing?.by !== 'them' || peerKind(remote) !== 'own-network') return undefined;
  const wait = tarpits.findLast(({ reason }) => reason === undefined);
  const asked = commands.findLast(({ record }) => wait !== undefined && record.sequence < wait.record.sequence);
  if (wait === undefined || asked === undefined || asked.reply !== undefined) return undefined;
  if (replies.some(({ record }) => record.sequence > wait.record.sequence)) return undefined;
  const evidence: readonly LogRecord[] = [asked.record, wait.record, closing.record];
  return { evidence, details: { tarpit: wait, verb: asked.verb } };
}
