import type { LogRecord } from '../../../log/record.js';
import type { Reply } from '../../facts/reply.js';
import { rule } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { ENABLE_TLS_1_2, LOOK_AT_DOTNET_TLS, LOOK_AT_TLS_1_2 } from './schannel-settings.js';
import { EXCHANGE_ONLINE_TLS, EXCHANGE_TLS_CONFIGURATION } from './tls-references.js';

interface LegacyTls {
  /** As the log has it; `undefined` in an error text. */
  readonly version: string | undefined;
}

/** Exchange Online tells a client in words that its version of TLS is retired. Mostly it only hangs up: then the handshake's word tells. */
export const exoLegacyTls = rule<LegacyTls>({
  id: 'exo-legacy-tls-4-7-66',
  title: 'Exchange Online refuses TLS 1.0 and TLS 1.1',
  severity: 'blocker',
  looksFor: 'The reply “421 4.7.66 TLS 1.0 and 1.1 are not supported”, to whatever command.',

  // It may come in answer to EHLO or AUTH, where a reply refuses no mail yet: so all replies count.
  needs: ({ sent, errorReply }) => sent && errorReply,
  match({ direction, replies, commands, tls }) {
    const reply = direction === 'send' ? replies.find(isRefusalOfOldTls) : undefined;
    if (reply === undefined) return undefined;
    const asked = commands.find(({ reply: answer }) => answer === reply)?.record;
    const evidence = [tls?.record, asked, reply.record].filter((record): record is LogRecord => record !== undefined);
    return { evidence, details: { version: tls?.version } };
  },
  explain: ({ code, status, text }) =>
    code !== undefined && isRefusalOfOldTls({ code, status, text }) ? { version: undefined } : undefined,
  keyFact: () => '4.7.66',
  sentence: ({ version }, scene) =>
    `Exchange Online refuses ${namedConnector(scene)} because it comes with ${version ?? 'TLS 1.0 or TLS 1.1'}: it takes TLS 1.2 and newer.`,

  causes: ({ version }) => [
    {
      id: 'tls-1-2-not-enabled',
      likelihood: version === undefined ? 'possible' : 'likely',
      why: `TLS 1.2 is not enabled on the server that sends${version === undefined ? '' : `: the log shows ${version}`}. Settled by the registry; then it uses the old version with everybody.`,
    },
    {
      id: 'old-client',
      likelihood: version === undefined ? 'likely' : 'possible',
      why: 'A device or application sends by itself, and its software has nothing newer. Settled by its own log and its version.',
    },
  ],

  remedy: () => [
    LOOK_AT_TLS_1_2,
    LOOK_AT_DOTNET_TLS,
    ENABLE_TLS_1_2,
    {
      do: 'For a device that cannot do TLS 1.2: let it send to an Exchange server of yours instead, over a receive connector of its own.',
      caution:
        'Microsoft’s endpoint for old clients (smtp-legacy.office365.com, AllowLegacyTLSClients) is no way to stay: it is being retired too.',
      verify: 'Its next message is answered with 250.',
    },
  ],

  references: [EXCHANGE_ONLINE_TLS, EXCHANGE_TLS_CONFIGURATION],
});

function isRefusalOfOldTls({ code, status, text }: Pick<Reply, 'code' | 'status' | 'text'>): boolean {
  return code >= 400 && (status === '4.7.66' || /\bTLS 1\.0 (?:and|or) (?:TLS )?1\.1 (?:are|is) not supported\b/i.test(text));
}
