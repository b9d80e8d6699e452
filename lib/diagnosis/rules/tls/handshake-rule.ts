import { rule, type Rule, type RuleDefinition } from '../../rule.js';
import { handshakeFailure, handshakeFailureIn, type HandshakeFailure } from './handshake-failure.js';

/** A rule that knows a failed handshake by its word. */
export interface HandshakeRuleDefinition extends Omit<RuleDefinition<HandshakeFailure>, 'match' | 'explain' | 'keyFact' | 'certificate'> {
  /** Schannel's status or the socket's state; any of these will do. */
  readonly words: readonly string[];
  /** Default: the other side. */
  readonly keyFact?: (failure: HandshakeFailure) => string;
}

/** Makes a rule that speaks when a handshake fails with one of these words, in a session or in an error text. */
export function handshakeRule({ words, ...definition }: HandshakeRuleDefinition): Rule {
  return rule<HandshakeFailure>({
    keyFact: ({ peerName }) => peerName,
    ...definition,
    needs: ({ handshakeFailed }) => handshakeFailed,
    match: (session) => handshakeFailure(session, words),
    explain: (error) => handshakeFailureIn(error, words),
    certificate: ({ certificate }) => certificate,
  });
}

/** The key fact where our own certificate is what the other side objects to. */
export function ownCertificateOrPeer({ certificate, peerName }: HandshakeFailure): string {
  return certificate?.thumbprint ?? certificate?.subject ?? peerName;
}
