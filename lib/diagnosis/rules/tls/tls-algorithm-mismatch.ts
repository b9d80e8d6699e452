import { handshakeFails, portIsOpen } from './handshake-failure.js';
import { handshakeRule } from './handshake-rule.js';
import { ENABLE_TLS_1_2, LOOK_AT_CIPHERS, LOOK_AT_SCHANNEL_EVENTS, LOOK_AT_TLS_1_2 } from './schannel-settings.js';
import { EXCHANGE_TLS_CONFIGURATION, SECURITY_STATUS_CODES } from './tls-references.js';

/** “The client and server cannot communicate, because they do not possess a common algorithm”: SEC_E_ALGORITHM_MISMATCH (0x80090331). */
export const tlsAlgorithmMismatch = handshakeRule({
  id: 'tls-algorithm-mismatch',
  title: 'The two sides have no cipher suite or signature algorithm in common',
  severity: 'blocker',
  looksFor: '“TLS negotiation failed with error AlgorithmMismatch”, or “Security status AlgorithmMismatch” in an error text.',
  words: ['AlgorithmMismatch'],

  sentence: (failure, scene) => `${handshakeFails(failure, scene)}: the two sides found no algorithm that both have.`,

  causes: (failure) => [
    {
      id: 'hardened-cipher-suites',
      likelihood: 'likely',
      why: 'A policy or hardening script on one side removed cipher suites or curves. Settled by Get-TlsCipherSuite here; most telling when several peers fail since the same day.',
    },
    {
      id: 'old-version-only',
      likelihood: 'possible',
      why: 'One side has only TLS 1.0 or 1.1. Settled by the registry, and by the versions in successful sessions with others.',
    },
    {
      id: 'certificate-kind',
      likelihood: 'possible',
      why: 'The certificate has an ECDSA key and the other side speaks RSA only, or the other way round. Settled by the public key algorithm of both certificates.',
    },
    {
      id: 'tls-weak-chain',
      likelihood: 'possible',
      why:
        'The other side’s certificate chain may be signed with MD5, MD2 or SHA-1, which this server may not take under TLS 1.2. ' +
        `Settled by the signature algorithms of its chain, which the log does not show${failure.received?.issuer === undefined ? '' : ` (issuer: ${failure.received.issuer})`}. Only its operator can mend that.`,
    },
    ...portIsOpen(failure),
  ],

  remedy: () => [
    LOOK_AT_CIPHERS,
    LOOK_AT_TLS_1_2,
    LOOK_AT_SCHANNEL_EVENTS,
    {
      do: 'Take back the change that removed suites: the policy “SSL Cipher Suite Order”, or Windows’ own defaults. Exchange needs ECDHE suites with AES-GCM.',
      caution: 'Other services of this server use the same list; it takes effect after a restart.',
      verify: 'The next session logs “negotiation succeeded”.',
      undo: 'Set the policy again.',
    },
    ENABLE_TLS_1_2,
  ],

  references: [
    SECURITY_STATUS_CODES,
    EXCHANGE_TLS_CONFIGURATION,
    { title: 'RFC 9155: deprecating MD5 and SHA-1 signature hashes in TLS 1.2', url: 'https://www.rfc-editor.org/rfc/rfc9155' },
  ],
});
