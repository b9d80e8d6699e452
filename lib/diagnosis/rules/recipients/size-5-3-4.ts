import type { LogRecord } from '../../../log/record.js';
import { replyText, type Reply } from '../../facts/reply.js';
import { shows, type ReplySign } from '../../reply-rule.js';
import { rule } from '../../rule.js';
import { connectorArgument, namedConnector } from '../../words.js';
import { NDR_OF_EXCHANGE_SERVER } from './ndr-pages.js';
import { domainOf, fateOf, refuser } from './refusal-words.js';
import { refusedMessage } from './refused-message.js';

interface TooLarge {
  readonly reply: Pick<Reply, 'code' | 'status' | 'text'>;
  /** Bytes as MAIL announced them. */
  readonly size: number | undefined;
  /** The largest message in bytes that the answering side offered in its reply to EHLO. */
  readonly limit: number | undefined;
  readonly domain: string | undefined;
}

const SIGNS: readonly ReplySign[] = [
  { code: 5, status: '5.3.4' },
  { code: 5, status: '5.2.3', text: /\bsize\b|\btoo large\b/i },
  { code: 5, text: /\bRecipSizeLimit\b|\bSenderSizeLimit\b|\bROUTING\.SizeLimit\b/i },
  {
    code: 5,
    text: /\bmessage (?:size|length) exceeds\b|\bmessage (?:file )?(?:is )?too (?:large|big)\b|\bexceed\w*(?: the)? (?:maximum )?(?:message )?size limit/i,
  },
];

/** The message is larger than somebody on the way allows. */
export const size534 = rule<TooLarge>({
  id: 'size-5-3-4',
  title: 'The message is larger than allowed',
  severity: 'per-message',
  looksFor:
    '“552 5.3.4 Message size exceeds fixed maximum message size”, “RESOLVER.RST.RecipSizeLimit”, or the like; beside it SIZE in MAIL FROM and in the answer to EHLO.',

  needs: ({ refused }) => refused,
  match(session) {
    const found = refusedMessage(session, SIGNS);
    if (found === undefined) return undefined;
    const { reply, message, evidence } = found;
    const offer = session.offers.findLast(({ size }) => size !== undefined);
    const recipient = message?.recipients[0]?.address;
    return {
      evidence: [offer?.reply.record, ...evidence].filter((record): record is LogRecord => record !== undefined),
      details: {
        reply,
        size: message?.size,
        limit: offer?.size,
        domain: recipient === undefined ? undefined : domainOf(recipient),
      },
    };
  },
  explain({ code, status, text }) {
    if (code === undefined || !SIGNS.some((sign) => shows(sign, { code, status, text }))) return undefined;
    const words = text.replace(/^\d{3}[ -]+#?(?:\d\.\d+\.\d+\s+)?/, '');
    return { reply: { code, status, text: words }, size: undefined, limit: undefined, domain: undefined };
  },
  // On the receiving side the limit is the connector's own; on the sending side it is the other organisation's.
  keyFact: ({ reply, domain }, { direction }) =>
    direction === 'send' && domain !== undefined ? domain : [reply.code, reply.status].filter((part) => part !== undefined).join(' '),
  sentence: ({ reply, size }, scene) =>
    `A message${size === undefined ? '' : ` of ${megabytes(size)}`} over ${namedConnector(scene)} is too large for ${refuser(scene)}, and ${fateOf(reply, scene)}: ${replyText(reply)}`,

  causes: ({ reply, size, limit }) => {
    const overOffer = size !== undefined && limit !== undefined && size > limit;
    const withinOffer = size !== undefined && limit !== undefined && size <= limit;
    return [
      {
        id: 'larger-than-the-connector-allows',
        likelihood: overOffer ? 'certain' : withinOffer ? 'unlikely' : 'possible',
        why:
          size === undefined || limit === undefined
            ? 'The log does not show both the size of the message and the offered limit.'
            : `The message has ${megabytes(size)}, and the answer to EHLO offers ${megabytes(limit)}.`,
      },
      {
        id: 'limit-of-the-recipient-or-organisation',
        likelihood: /RecipSizeLimit/i.test(reply.text) || withinOffer ? 'likely' : 'possible',
        why: 'Behind the connector stand the limits of the organisation, of a rule and of the recipient’s mailbox, and the smallest counts. Settled by Get-TransportConfig, Get-TransportRule and Get-Mailbox on the refusing side.',
      },
      {
        id: 'grown-on-the-way',
        likelihood: 'possible',
        why: 'Attachments grow by about a third when they are encoded for transport, so a file below the limit may make a message above it.',
      },
    ];
  },

  remedy: (_details, scene) => [
    {
      do: 'See all limits of this organisation at once; the smallest on the message’s way counts.',
      command:
        'Get-TransportConfig | Format-List MaxSendSize,MaxReceiveSize; Get-SendConnector | Format-Table Name,MaxMessageSize; Get-ReceiveConnector | Format-Table Identity,MaxMessageSize',
    },
    {
      do: 'See the recipient’s or the sender’s own limit.',
      command: "Get-Mailbox -Identity '<mailbox>' | Format-List MaxSendSize,MaxReceiveSize",
    },
    scene.direction === 'receive'
      ? {
          do: 'If larger messages are wanted here, raise the limit that stopped this one.',
          command: `Set-ReceiveConnector ${connectorArgument(scene)} -MaxMessageSize '<size, such as 50MB>'`,
          caution:
            'Larger messages need room in the queue database and on every later hop. Allow a third more than the attachment that should pass.',
          verify: 'The answer to EHLO offers the new SIZE, and the message is answered with 250.',
          undo: 'The same command with the old size.',
        }
      : {
          do: 'If the other organisation refuses, send the file another way, or have its administrator raise the limit: no setting here changes it.',
          verify: 'A smaller message to the same recipient is answered with 250.',
        },
  ],

  references: [
    {
      title: 'Message size and recipient limits in Exchange Server',
      url: 'https://learn.microsoft.com/exchange/mail-flow/message-size-limits',
    },
    NDR_OF_EXCHANGE_SERVER,
    { title: 'RFC 1870: SMTP service extension for message size declaration', url: 'https://www.rfc-editor.org/rfc/rfc1870' },
  ],
});

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
