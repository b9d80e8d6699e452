import { isPermanent, replyText, type Reply } from '../../facts/reply.js';
import { rule } from '../../rule.js';
import { namedConnector, namedPeer } from '../../words.js';
import { peerKey } from '../../facts/peer.js';
import { FIND_UNWANTED_MAIL } from './outbound-check.js';
import { refusedAddress } from './public-address.js';

interface RefusedAtBanner {
  readonly reply: Reply;
}

/** The other side refuses instead of greeting: it has seen nothing of us but the address. An error text does not tell when it was said. */
export const remote5xxAtBanner = rule<RefusedAtBanner>({
  id: 'remote-5xx-at-banner',
  title: 'The other side refuses the connection instead of greeting',
  severity: 'degraded',
  looksFor: 'A 5yz reply as the first word of the other side, before any command of ours.',

  needs: ({ sent, errorReply }) => sent && errorReply,
  match({ direction, greeting, commands, replies, connected }) {
    const [reply] = replies;
    if (direction !== 'send' || greeting !== undefined || connected === undefined || reply === undefined || !isPermanent(reply))
      return undefined;
    const [command] = commands;
    if (command !== undefined && command.record.sequence < reply.record.sequence) return undefined;
    return { evidence: [connected, reply.record], details: { reply } };
  },
  keyFact: (_details, { remote }) => peerKey(remote),
  sentence: ({ reply }, scene) => `Before anything was said, ${namedPeer(scene)} refuses ${namedConnector(scene)}: ${replyText(reply)}`,

  causes: ({ reply }) => [
    {
      id: 'our-address-not-wanted',
      likelihood: 'likely',
      why: `Nothing but our address was known when the reply came. The receiver may block ${refusedAddress(reply) ?? 'it'}, for its reputation, its country or its missing name. Settled by the words of the reply, or by its operator.`,
    },
    {
      id: 'host-takes-no-mail',
      likelihood: 'possible',
      why: 'The host takes no mail from anybody: a stale MX record, or a smart host that was shut down. Settled by trying from another network: it says the same.',
    },
  ],

  remedy: () => [
    {
      do: 'Read the reply to its end: it often names a page about the block. Then look the public address up backwards.',
      command: "Resolve-DnsName -Type PTR -Name '<public address>'",
    },
    FIND_UNWANTED_MAIL,
    {
      do: 'Ask the operator of the other side, with the time and the public address, or have the list that the reply names take it off.',
      verify: 'The next session on this connector is greeted with 220.',
    },
  ],

  references: [
    {
      title: 'RFC 5321, section 3.1: session initiation (554 instead of a greeting)',
      url: 'https://www.rfc-editor.org/rfc/rfc5321#section-3.1',
    },
    { title: 'RFC 7504: 521 and 556, hosts that take no mail', url: 'https://www.rfc-editor.org/rfc/rfc7504' },
  ],
});
