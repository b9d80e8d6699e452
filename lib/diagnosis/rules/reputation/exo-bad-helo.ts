import type { LogRecord } from '../../../log/record.js';
import { replyText, type Reply } from '../../facts/reply.js';
import { shows, type ReplySign } from '../../reply-rule.js';
import { rule } from '../../rule.js';
import { connectorArgument, namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_ONLINE } from '../recipients/ndr-pages.js';

interface BadHelo {
  readonly reply: Pick<Reply, 'code' | 'status' | 'text'>;
  /** The name that we gave; `undefined` where the log does not show it. */
  readonly name: string | undefined;
}

const SIGNS: readonly ReplySign[] = [
  { code: [4, 5], status: '5.7.506' },
  { code: [4, 5], text: /\bbad (?:helo|ehlo)\b/i },
];

/** We introduce ourselves with a name that is not ours: as spam programs do, with the receiver’s own. Judged also where EHLO itself is refused. */
export const exoBadHelo = rule<BadHelo>({
  id: 'exo-bad-helo',
  title: 'Exchange Online does not accept the name that we introduce ourselves with',
  severity: 'blocker',
  looksFor: '“550 5.7.506 Access Denied, Bad HELO”.',

  needs: ({ sent, errorReply }) => sent && errorReply,
  match({ direction, replies, commands }) {
    const reply = direction === 'send' ? replies.find((candidate) => SIGNS.some((sign) => shows(sign, candidate))) : undefined;
    if (reply === undefined) return undefined;
    const greeting = commands.find(({ verb }) => verb === 'EHLO' || verb === 'HELO');
    return {
      evidence: [greeting?.record, reply.record].filter((record): record is LogRecord => record !== undefined),
      details: { reply, name: greeting?.argument },
    };
  },
  explain({ code, status, text }) {
    if (code === undefined || !SIGNS.some((sign) => shows(sign, { code, status, text }))) return undefined;
    return { reply: { code, status, text: text.replace(/^\d{3}[ -]+#?(?:\d\.\d+\.\d+\s+)?/, '') }, name: undefined };
  },
  keyFact: ({ name }) => name?.toLowerCase() ?? 'unknown name',
  sentence: ({ reply, name }, scene) =>
    `The name${name === undefined ? '' : ` “${name}”`} that ${namedConnector(scene)} introduces itself with is refused: ${replyText(reply)}`,

  causes: () => [
    {
      id: 'name-of-the-receiver',
      likelihood: 'likely',
      why: 'The Fqdn of the connector is the name of the server that it sends to, or of the receiver’s domain. Settled by comparing it with the greeting in the log.',
    },
    {
      id: 'no-public-name',
      likelihood: 'possible',
      why: 'The name is empty, or an internal one that means nothing outside. Settled by Resolve-DnsName, asked outside your network.',
    },
  ],

  remedy: (_details, scene) => [
    {
      do: 'See which name the connector gives.',
      command: `Get-SendConnector ${connectorArgument(scene)} | Format-List Fqdn,SmartHosts,AddressSpaces`,
    },
    {
      do: 'Set the public name of this server, one that resolves to the address that it sends from.',
      command: `Set-SendConnector ${connectorArgument(scene)} -Fqdn '<public name of this server>'`,
      verify: 'The next EHLO in the log bears the name, and RCPT TO is answered with 250.',
      undo: 'The same command with the old value.',
    },
  ],

  references: [
    NDR_OF_EXCHANGE_ONLINE,
    { title: 'Set-SendConnector', url: 'https://learn.microsoft.com/powershell/module/exchange/set-sendconnector' },
  ],
});
