import { rule } from '../../rule.js';
import { namedConnector, namedPeer } from '../../words.js';
import { isHealthy } from './healthy.js';
import { peerOf } from './peer.js';
import { LOOK_AT_TLS_1_2 } from './schannel-settings.js';
import { EXCHANGE_ONLINE_TLS, EXCHANGE_TLS_CONFIGURATION } from './tls-references.js';

interface LegacyProtocol {
  readonly version: string;
  /** A machine of the own network, whose software can be renewed; `undefined` for the internet at large. */
  readonly machine: string | undefined;
}

/** Versions that the IETF has retired. */
const RETIRED: ReadonlySet<string> = new Set(['SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1']);

/** Mail flows over a version of TLS that is retired: it stops on the day when one side switches it off. */
export const tlsLegacyProtocol = rule<LegacyProtocol>({
  id: 'tls-legacy-protocol',
  title: 'Mail flows over a retired version of TLS',
  severity: 'security',
  looksFor: 'A handshake that succeeded with SSL 2.0, SSL 3.0, TLS 1.0 or TLS 1.1.',

  needs: ({ tlsStands }) => tlsStands,
  match(session) {
    const { tls, remote } = session;
    if (tls?.version === undefined || !RETIRED.has(tls.version) || !isHealthy(session)) return undefined;
    const machine = peerOf(session) === 'own-network' ? remote?.address : undefined;
    return { evidence: [tls.record], details: { version: tls.version, machine } };
  },
  keyFact: ({ version, machine }) => (machine === undefined ? version : `${version} ${machine}`),
  sentence: ({ version }, scene) =>
    `${namedConnector(scene)} and ${namedPeer(scene)} agreed on ${version}, which is retired; Exchange Online takes TLS 1.2 and newer only.`,

  causes: ({ version, machine }, { direction }) => [
    {
      id: 'other-side-old',
      likelihood: machine === undefined ? 'possible' : 'likely',
      why:
        machine === undefined
          ? `The other side has nothing newer than ${version}. Settled by: other peers agree on TLS 1.2 with this server.`
          : `The machine ${machine} has nothing newer than ${version}, as old devices and programs do. Settled by: other peers agree on TLS 1.2 with this server.`,
    },
    {
      id: 'tls-1-2-not-enabled',
      likelihood: 'possible',
      why: `TLS 1.2 is not enabled on this server${direction === 'send' ? ' for the client side' : ''}. Settled by the registry; then all peers show an old version.`,
    },
  ],

  remedy: ({ machine }) => [
    LOOK_AT_TLS_1_2,
    {
      do:
        machine === undefined
          ? 'If TLS 1.2 is on here, it is the other side’s to renew: tell its operator, if it is one that you know.'
          : `If TLS 1.2 is on here, renew the software of ${machine} or set it to TLS 1.2.`,
      caution: 'Before old versions are switched off on this server, see who still uses them: their mail stops on that day.',
      verify: 'Its next session logs SP_PROT_TLS1_2 or SP_PROT_TLS1_3.',
    },
  ],

  references: [
    EXCHANGE_TLS_CONFIGURATION,
    EXCHANGE_ONLINE_TLS,
    { title: 'RFC 8996: deprecating TLS 1.0 and TLS 1.1', url: 'https://www.rfc-editor.org/rfc/rfc8996' },
  ],
});
