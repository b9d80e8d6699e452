import { handshakeFails, portIsOpen } from './handshake-failure.js';
import { handshakeRule } from './handshake-rule.js';
import { lookAtCertificate, thumbprintArgument } from './own-certificate.js';
import { ENABLE_TLS_1_2, LOOK_AT_DOTNET_TLS, LOOK_AT_SCHANNEL_EVENTS, LOOK_AT_TLS_1_2 } from './schannel-settings.js';
import { EXCHANGE_TLS_CONFIGURATION, SCHANNEL_ALERTS } from './tls-references.js';

/** No TLS version that both sides have: SEC_E_UNSUPPORTED_FUNCTION, or the alert protocol_version. */
export const tlsUnsupportedFunction = handshakeRule({
  id: 'tls-unsupported-function',
  title: 'The two sides have no TLS version in common',
  severity: 'blocker',
  looksFor: '“TLS negotiation failed with error UnsupportedFunction”, or “Security status UnsupportedFunction” in an error text.',
  words: ['UnsupportedFunction'],

  sentence: (failure, scene) =>
    `${handshakeFails(failure, scene)}: the two sides may have no TLS version in common, or this server’s key does not fit the version.`,

  causes: (failure) => [
    {
      id: 'no-common-version',
      likelihood: 'likely',
      why: 'One side has switched off the versions that the other has, mostly TLS 1.2 here or TLS 1.0 and 1.1 there. Settled by the registry, and by which versions successful sessions with others show.',
    },
    {
      id: 'key-provider',
      likelihood: 'possible',
      why: `The private key is kept by a provider, or the certificate signed by an algorithm, that Schannel cannot use for this version. Settled by: certutil -store my ${thumbprintArgument(failure.certificate)}`,
    },
    {
      id: 'fips-policy',
      likelihood: 'possible',
      why: 'The FIPS policy leaves too few algorithms. Settled by HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\FipsAlgorithmPolicy, value Enabled.',
    },
    ...portIsOpen(failure),
  ],

  remedy: (failure) => [
    lookAtCertificate(failure.certificate),
    LOOK_AT_TLS_1_2,
    LOOK_AT_DOTNET_TLS,
    LOOK_AT_SCHANNEL_EVENTS,
    {
      do: 'See which provider keeps the private key.',
      command: `certutil -store my ${thumbprintArgument(failure.certificate)}`,
      verify:
        'It names “Microsoft RSA SChannel Cryptographic Provider” or another provider that Exchange supports, and “Encryption test passed”.',
    },
    ENABLE_TLS_1_2,
  ],

  references: [SCHANNEL_ALERTS, EXCHANGE_TLS_CONFIGURATION],
});
