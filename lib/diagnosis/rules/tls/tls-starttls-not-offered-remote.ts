import { missedTls } from '../../facts/missed-tls.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import { rule, type Match } from '../../rule.js';
import { namedConnector } from '../../words.js';
import { lookAtSendConnector } from './connector-settings.js';
import { isWrittenByExchangeOnline } from './handshake-word.js';
import { RETRY_QUEUES } from './own-certificate.js';
import { peerCalled, keyOfPeer, peerOf } from './peer.js';
import { inspectedOnTheWay, letSmtpPassUntouched } from './smtp-inspection.js';
import { SEND_CONNECTOR, STARTTLS_RFC } from './tls-references.js';

interface NoTlsThere {
  readonly host: string | undefined;
  readonly peerName: string;
  /** Offered, and then refused: “454 TLS not available”. */
  readonly refused: boolean;
  readonly exchangeOnline: boolean;
}

/** The connector insists on TLS and the other side has none. Where it does not insist, the mail goes unencrypted, and nothing is wrong. */
export const tlsStarttlsNotOfferedRemote = rule<NoTlsThere>({
  id: 'tls-starttls-not-offered-remote',
  title: 'The other side offers no TLS, and no mail was sent',
  severity: 'blocker',
  looksFor:
    'A session of a send log in which the answer to EHLO lacks STARTTLS, or STARTTLS is refused by 454, and which we end without MAIL; or “STARTTLS is required to send mail” or “454 TLS not available” in a queue.',

  needs: ({ sent, mail }) => sent && !mail,
  match: (session) => (session.direction === 'send' ? notOffered(session) : undefined),
  explain(error) {
    const { text, host, endpoint } = error;
    const refused = /^454\b.*\bTLS (?:is )?(?:currently )?(?:not available|unavailable)\b/i.test(text);
    if ((!refused && !/\bSTARTTLS is required\b/i.test(text)) || isWrittenByExchangeOnline(error)) return undefined;
    const peer = peerCalled(host === undefined ? [] : [host], endpoint?.address);
    return { host, peerName: keyOfPeer(peer, endpoint?.address, host), refused, exchangeOnline: peer === 'exchange-online' };
  },
  keyFact: ({ peerName }) => peerName,
  sentence: ({ host, refused }, scene) =>
    `${host ?? scene.remote?.text ?? 'The other side'} ${refused ? 'refuses STARTTLS' : 'does not offer STARTTLS'}, and ${namedConnector(scene)} sent no mail, as a connector does that requires TLS.`,

  causes: ({ exchangeOnline, refused }) => [
    {
      id: 'other-side-without-tls',
      likelihood: exchangeOnline ? 'unlikely' : 'likely',
      why: refused
        ? 'The other side cannot do TLS at the moment: its certificate may be missing or expired. Its operator can tell.'
        : 'The other side has no TLS. Settled by its operator, or by the same session from another network.',
    },
    {
      id: 'wrong-smart-host',
      likelihood: 'possible',
      why: 'The connector reaches another host than it should, such as an internal relay. Settled by the greeting against the smart host.',
    },
    {
      id: 'tls-not-required',
      likelihood: 'possible',
      why: 'The connector does not require TLS, and the session ended without mail for another reason, such as a message larger than the other side takes. Settled by RequireTLS in Get-SendConnector.',
    },
    inspectedOnTheWay(
      exchangeOnline ? 'likely' : 'possible',
      exchangeOnline
        ? 'Exchange Online always offers STARTTLS: something on the way takes it out.'
        : 'A firewall on the way takes STARTTLS out of the answer. Settled by the same session from another network.',
    ),
  ],

  remedy: ({ exchangeOnline }, scene) => [
    lookAtSendConnector(scene),
    {
      do: 'Hold the greeting in the session against the host that the connector should reach, and correct the smart host if it is another one.',
      verify: 'The greeting names the right host, and its answer to EHLO lists STARTTLS.',
    },
    ...(exchangeOnline
      ? [letSmtpPassUntouched(scene)]
      : [
          {
            do: 'Ask the operator of the other side to offer TLS.',
            caution: 'Do not turn RequireTLS off on the hybrid connector: its mail would no longer be trusted as internal.',
            verify: `The next session on ${namedConnector(scene)} shows STARTTLS in the answer to EHLO.`,
          },
          letSmtpPassUntouched(scene),
        ]),
    RETRY_QUEUES,
  ],

  references: [SEND_CONNECTOR, STARTTLS_RFC],
});

function notOffered(session: SessionFacts): Match<NoTlsThere> | undefined {
  const { closing, greeting, startTls, remote } = session;
  const missed = missedTls(session);
  const refused = missed?.how === 'refused' && startTls?.reply?.code === 454;
  if (closing === undefined || missed === undefined || (missed.how !== 'not-offered' && !refused)) return undefined;
  const peer = peerOf(session);
  return {
    evidence: [missed.record, closing.record],
    details: {
      host: greeting?.host,
      peerName: keyOfPeer(peer, remote?.address),
      refused,
      exchangeOnline: peer === 'exchange-online',
    },
  };
}
