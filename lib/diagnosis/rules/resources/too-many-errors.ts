import { isPermanent, replyText, type Reply } from '../../facts/reply.js';
import { rule } from '../../rule.js';
import { connectorArgument, namedConnector, namedPeer } from '../../words.js';
import { clientKey, peerKey } from '../../facts/peer.js';

interface TooManyErrors {
  readonly reply: Pick<Reply, 'code' | 'status' | 'text'>;
  /** The refusals before it, oldest first: they are the failure. */
  readonly before: readonly Reply[];
}

const TOO_MANY = /\btoo many (?:protocol )?errors\b/i;

/** After some refused commands the connection is closed. The refusals before are the failure; this rule speaks up only where no other knows them. */
export const tooManyErrors = rule<TooManyErrors>({
  id: 'too-many-errors',
  title: 'The connection was closed after too many refused commands',
  severity: 'info',
  looksFor: '“421 4.7.0 Too many errors on this connection, closing transmission channel”.',

  needs: ({ errorReply }) => errorReply,
  match({ replies }) {
    const reply = replies.find(({ code, text }) => code === 421 && TOO_MANY.test(text));
    if (reply === undefined) return undefined;
    const before = replies.slice(0, replies.indexOf(reply)).filter(isPermanent);
    return { evidence: [...before.map(({ record }) => record), reply.record], details: { reply, before } };
  },
  explain: ({ code, status, text }) =>
    code === 421 && TOO_MANY.test(text)
      ? { reply: { code, status, text: text.replace(/^\d{3} (?:\d\.\d+\.\d+ )?/, '') }, before: [] }
      : undefined,
  keyFact: (_details, { direction, remote }) => (direction === 'receive' ? clientKey(remote) : peerKey(remote)),
  sentence: ({ reply, before }, scene) => {
    const [first] = before;
    return `The connection of ${namedConnector(scene)} with ${namedPeer(scene)} was closed after too many refused commands${first === undefined ? '' : `, the first with “${replyText(first)}”`}: ${replyText(reply)}`;
  },

  causes: ({ before }, { direction }) => [
    {
      id: 'refusals-before',
      likelihood: before.length > 0 ? 'likely' : 'possible',
      why:
        before.length > 0
          ? 'The evidence shows the refused commands: they are the failure, and this is its end.'
          : 'The refused commands stand before the excerpt. Settled by the whole session.',
    },
    {
      id: 'stranger-on-the-internet',
      likelihood: direction === 'receive' ? 'possible' : 'excluded',
      why:
        direction === 'receive'
          ? 'A bot that tries commands or addresses ends like this: then nothing is to be done.'
          : 'It is our own server that sent the commands.',
    },
  ],

  remedy: (_details, scene) => [
    {
      do: 'Read the refused commands in the evidence, and mend the first of them.',
      command:
        scene.direction === 'send'
          ? `Get-SendConnector ${connectorArgument(scene)} | Format-List`
          : `Get-ReceiveConnector ${connectorArgument(scene)} | Format-List MaxProtocolErrors,AuthMechanism,PermissionGroups,RemoteIPRanges`,
      caution: 'Do not raise MaxProtocolErrors: it only puts off the end.',
      verify: 'The next session of this client has no refused command.',
    },
  ],

  references: [
    {
      title: 'Set-ReceiveConnector: MaxProtocolErrors',
      url: 'https://learn.microsoft.com/powershell/module/exchange/set-receiveconnector',
    },
    { title: 'RFC 5321, section 4.2: SMTP replies', url: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.2' },
  ],
});
