import { isDelivered } from '../../facts/message.js';
import { replyText, type Reply } from '../../facts/reply.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import type { Command } from '../../facts/conversation.js';
import { shows, type ReplySign } from '../../reply-rule.js';
import { rule, type RemedyDraft } from '../../rule.js';
import type { Scene } from '../../facts/scene.js';
import { addressArgument, connectorArgument, namedConnector, namedPeer } from '../../words.js';
import { clientKey, peerKey, peerKind } from '../../facts/peer.js';
import { NDR_OF_EXCHANGE_SERVER } from './ndr-pages.js';

interface BadSyntax {
  readonly reply: Pick<Reply, 'code' | 'status' | 'text'>;
  /** What was not understood; `undefined` in an error text. */
  readonly command: Command | undefined;
}

/** The commands that mail cannot do without. A refused extension, or a guess of a bot such as `GET /`, is no failure of mail. */
const NEEDED: ReadonlySet<string> = new Set(['EHLO', 'HELO', 'MAIL', 'RCPT', 'DATA', 'BDAT']);

const SIGNS: readonly ReplySign[] = [
  { code: [500, 501, 502, 503], status: ['5.3.3', '5.5.0', '5.5.1', '5.5.2', '5.5.4'] },
  {
    code: [500, 501, 502, 503],
    status: /^$/,
    text: /\bsyntax\b|\bunrecogni[sz]ed\b|\bnot recogni[sz]ed\b|\bnot implemented\b|\bunknown command\b|\binvalid (?:arguments?|domain|command|ehlo|helo)\b|\bhello first\b|\bbad sequence\b/i,
  },
];

/** A command is not understood: a device that speaks SMTP badly, a name in EHLO that is none, or something in between that changes what is said. */
export const badSyntax = rule<BadSyntax>({
  id: 'bad-syntax',
  title: 'A command is not understood',
  severity: 'per-message',
  looksFor:
    '“500 5.3.3 Unrecognized command”, “501 5.5.4 Invalid arguments” or “Invalid domain name”, “503 5.5.2 Send hello first”, as the first refusal of a session in which nothing was delivered.',

  needs: ({ errorReply }) => errorReply,
  match(session) {
    const command = firstRefused(session);
    if (command?.reply === undefined || session.messages.some(isDelivered)) return undefined;
    const { reply } = command;
    if (!SIGNS.some((sign) => shows(sign, reply))) return undefined;
    return { evidence: [command.record, reply.record], details: { reply, command } };
  },
  explain({ code, status, text }) {
    const words = text.replace(/^\d{3}[ -]+#?(?:\d\.\d+\.\d+\s+)?/, '');
    if (code === undefined || !SIGNS.some((sign) => shows(sign, { code, status: status ?? '', text: words }))) return undefined;
    return { reply: { code, status, text: words }, command: undefined };
  },
  keyFact: ({ reply, command }, { direction, remote }) =>
    [command?.verb ?? reply.code, direction === 'receive' ? clientKey(remote) : peerKey(remote)].join(' '),
  sentence: ({ reply, command }, scene) =>
    scene.direction === 'receive'
      ? `${namedConnector(scene)} does not understand the ${command?.verb ?? 'command'} of ${namedPeer(scene)}: ${replyText(reply)}`
      : `The ${command?.verb ?? 'command'} of ${namedConnector(scene)} is not understood by ${namedPeer(scene)}: ${replyText(reply)}`,

  causes: ({ command }, { direction, remote }) => [
    ...nameCause(command),
    {
      id: 'program-speaks-smtp-badly',
      likelihood: direction === 'receive' && peerKind(remote) !== 'internet' ? 'likely' : 'possible',
      why: 'A device or an application sends a command in a form that the standard does not know. The refused row shows it.',
    },
    {
      id: 'changed-on-the-way',
      likelihood: 'possible',
      why: 'A firewall that inspects SMTP, or another service behind the port, changes or swallows commands. Settled by comparing this log with the other side’s.',
    },
    ...(direction === 'receive' && peerKind(remote) === 'internet'
      ? [
          {
            id: 'stranger-on-the-internet',
            likelihood: 'likely' as const,
            why: 'The client is on the internet: scanners and bots say such things all day, and the refusal is right. If no wanted sender is behind it, nothing is to be done.',
          },
        ]
      : []),
  ],

  remedy: (_details, scene) => (scene.direction === 'receive' ? mendClient(scene) : mendSender(scene)),

  references: [
    NDR_OF_EXCHANGE_SERVER,
    { title: 'RFC 5321, section 4.1.1: command semantics and syntax', url: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1' },
    { title: 'RFC 5321, section 2.3.5: domain names', url: 'https://www.rfc-editor.org/rfc/rfc5321#section-2.3.5' },
  ],
});

/** The first needed command that was refused; what follows upon it is a consequence. An EHLO whose HELO was accepted is none. */
function firstRefused({ commands }: SessionFacts): Command | undefined {
  const greeted = commands.some(({ verb, reply }) => isGreeting(verb) && reply !== undefined && reply.code < 300);
  return commands.find(({ verb, reply }) => NEEDED.has(verb) && (reply?.code ?? 0) >= 400 && !(greeted && isGreeting(verb)));
}

function isGreeting(verb: string): boolean {
  return verb === 'EHLO' || verb === 'HELO';
}

/** A host name of letters, digits and hyphens, or an address in brackets. */
const HOST_NAME = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])$/i;

function nameCause(command: Command | undefined) {
  if (command === undefined || !isGreeting(command.verb)) return [];
  const valid = HOST_NAME.test(command.argument);
  return [
    {
      id: 'name-is-no-host-name',
      likelihood: valid ? ('unlikely' as const) : ('likely' as const),
      why: valid
        ? `The name in ${command.verb} has the form of a host name.`
        : `The name in ${command.verb} is no host name: letters, digits, hyphens and dots alone may stand in one (no underscore), and it may not be empty.`,
    },
  ];
}

function mendClient(scene: Scene): readonly RemedyDraft[] {
  return [
    { do: 'Find out which device or application the client is.', command: `Resolve-DnsName -Name ${addressArgument(scene)}` },
    {
      do: 'Set a plain host name and a plain sender address in that device, and have it speak SMTP on port 25 or 587.',
      verify: 'Its next session goes on to “250 2.1.0 Sender OK”.',
    },
  ];
}

function mendSender(scene: Scene): readonly RemedyDraft[] {
  return [
    {
      do: 'See which name the connector gives; empty means the server’s own.',
      command: `Get-SendConnector ${connectorArgument(scene)} | Format-List Fqdn,SmartHosts,ForceHELO`,
    },
    {
      do: 'If the name is not a public host name, set one that resolves to this server’s public address.',
      command: `Set-SendConnector ${connectorArgument(scene)} -Fqdn '<public name>'`,
      verify: 'The next EHLO in the log bears the name, and is answered with 250.',
      undo: 'The same command with the old value.',
    },
    { do: 'If the name is right, exempt SMTP to this host from inspection on the firewall, or ask the operator of the other side.' },
  ];
}
