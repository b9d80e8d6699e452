import type { LogRecord } from '../../../log/record.js';
import type { ErrorText } from '../../error-text/error-text.js';
import { rule } from '../../rule.js';
import { connectorArgument, namedConnector, namedPeer } from '../../words.js';
import { clientKey, peerKind } from '../../facts/peer.js';

interface NotOffered {
  readonly mechanism: string | undefined;
  /** What the connector offered last; `undefined` where no EHLO was logged. */
  readonly offered: readonly string[] | undefined;
  readonly encrypted: boolean;
  readonly port: number | undefined;
}

const MECHANISMS = ['NTLM', 'LOGIN', 'GSSAPI', 'PLAIN', 'XOAUTH2'];

/** A client wants to log on in a way that the connector does not offer, or does not offer yet: LOGIN mostly comes only after TLS. */
export const authUnrecognizedType = rule<NotOffered>({
  id: 'auth-unrecognized-type',
  title: 'A client asks for a logon that the connector does not offer',
  severity: 'info',
  looksFor: 'Our own “504 5.7.4 Unrecognized authentication type” to AUTH.',

  needs: ({ received, errorReply }) => received && errorReply,
  match(session) {
    const { direction, commands, tls, messages } = session;
    if (direction !== 'receive' || messages.some(({ finalReply }) => finalReply?.code === 250)) return undefined;
    const refused = commands.findLast(({ verb }) => verb === 'AUTH');
    const reply = refused?.reply;
    if (refused === undefined || reply?.code !== 504) return undefined;
    const last = session.offers.at(-1);
    const evidence: readonly LogRecord[] = [...(last === undefined ? [] : [last.reply.record]), refused.record, reply.record];
    return {
      evidence,
      details: {
        mechanism: refused.argument.split(' ')[0]?.toUpperCase(),
        offered: last && MECHANISMS.filter((mechanism) => last.extensions.has('AUTH') && last.extensions.has(mechanism)),
        encrypted: tls?.outcome === 'succeeded',
        port: session.local?.port,
      },
    };
  },
  explain({ code, text }: ErrorText) {
    const found = code === 504 && /\bunrecognized authentication type\b/i.test(text);
    return found ? { mechanism: undefined, offered: undefined, encrypted: false, port: undefined } : undefined;
  },
  keyFact: (_details, { remote }) => clientKey(remote),
  sentence: ({ mechanism, offered }, scene) =>
    `${scene.remote === undefined ? 'A client' : namedPeer(scene)} asks ${namedConnector({ ...scene, direction: 'receive' })} for AUTH${mechanism === undefined || mechanism === '' ? '' : ` ${mechanism}`}, which is not offered there` +
    (offered === undefined ? '.' : offered.length === 0 ? ' (no logon at all was).' : ` (offered: ${offered.join(', ')}).`),

  causes: ({ encrypted, port }, { remote }) => {
    const kind = peerKind(remote);
    return [
      {
        id: 'stranger-tries-to-log-on',
        likelihood: kind === 'internet' ? 'likely' : kind === 'own-network' ? 'excluded' : 'possible',
        why:
          kind === 'internet'
            ? 'The client comes from the internet, where programs ask for AUTH LOGIN without looking at what is offered. The refusal is right.'
            : kind === 'own-network'
              ? 'The client stands in your own network.'
              : 'Programs on the internet ask for AUTH LOGIN without looking at what is offered.',
      },
      {
        id: 'logon-only-after-tls',
        likelihood: encrypted ? 'excluded' : kind === 'own-network' ? 'likely' : 'possible',
        why: encrypted
          ? 'The session was encrypted already.'
          : 'The session was not encrypted, and connectors offer LOGIN only after STARTTLS (BasicAuthRequireTLS). Settled by AuthMechanism of the connector.',
      },
      {
        id: 'wrong-port',
        likelihood: port === 25 && kind !== 'internet' ? 'likely' : 'possible',
        why: 'Clients log on at port 587 (Client Frontend); port 25 is for servers. Settled by the client’s settings.',
      },
    ];
  },

  remedy: (_details, scene) => [
    {
      do: 'See what the connector offers and allows.',
      command: `Get-ReceiveConnector ${connectorArgument(scene)} | Format-List Identity,Bindings,AuthMechanism,PermissionGroups,RemoteIPRanges`,
    },
    {
      do: 'For a device of yours: have it use port 587 with STARTTLS. If it can do neither, let it send without a logon on a relay connector that is open to its address alone.',
      caution: 'Do not offer BasicAuth without TLS: the password would cross the network in clear text.',
      verify: 'The next session of the device shows “authenticated”, or its RCPT TO is answered with 250.',
    },
    { do: 'For a stranger: nothing is to be done.' },
  ],

  references: [
    { title: 'RFC 4954, section 4: the AUTH command (504)', url: 'https://www.rfc-editor.org/rfc/rfc4954#section-4' },
    {
      title: 'Receive connectors: authentication mechanisms',
      url: 'https://learn.microsoft.com/exchange/mail-flow/connectors/receive-connectors',
    },
    {
      title: 'Allow anonymous relay on Exchange servers',
      url: 'https://learn.microsoft.com/exchange/mail-flow/connectors/allow-anonymous-relay',
    },
  ],
});
