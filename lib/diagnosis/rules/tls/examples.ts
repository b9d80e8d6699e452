import type { RuleExamples } from '../../examples.js';
import { examples as clientCertPinMissing } from './client-cert-pin-missing.examples.js';
import { examples as exoDaneFailed } from './exo-dane-failed.examples.js';
import { examples as exoLegacyTls4766 } from './exo-legacy-tls-4-7-66.examples.js';
import { examples as exoMtaStsFailed } from './exo-mta-sts-failed.examples.js';
import { examples as recvTlsClientAborts } from './recv-tls-client-aborts.examples.js';
import { examples as recvWrongCertificate } from './recv-wrong-certificate.examples.js';
import { examples as tlsAlgorithmMismatch } from './tls-algorithm-mismatch.examples.js';
import { examples as tlsAuthMissingReceive } from './tls-auth-missing-receive.examples.js';
import { examples as tlsCertExpired } from './tls-cert-expired.examples.js';
import { examples as tlsCertExpiring } from './tls-cert-expiring.examples.js';
import { examples as tlsCertNotFound } from './tls-cert-not-found.examples.js';
import { examples as tlsCertUnknown } from './tls-cert-unknown.examples.js';
import { examples as tlsConnectionReset } from './tls-connection-reset.examples.js';
import { examples as tlsIllegalMessage } from './tls-illegal-message.examples.js';
import { examples as tlsInspectionStripping } from './tls-inspection-stripping.examples.js';
import { examples as tlsInternalError } from './tls-internal-error.examples.js';
import { examples as tlsInvalidToken } from './tls-invalid-token.examples.js';
import { examples as tlsLegacyProtocol } from './tls-legacy-protocol.examples.js';
import { examples as tlsMustIssueStarttls } from './tls-must-issue-starttls.examples.js';
import { examples as tlsNoCredentials } from './tls-no-credentials.examples.js';
import { examples as tlsSocketError } from './tls-socket-error.examples.js';
import { examples as tlsStarttlsMissingReceive } from './tls-starttls-missing-receive.examples.js';
import { examples as tlsStarttlsNotOfferedRemote } from './tls-starttls-not-offered-remote.examples.js';
import { examples as tlsTimedOut } from './tls-timed-out.examples.js';
import { examples as tlsUnknownCredentials } from './tls-unknown-credentials.examples.js';
import { examples as tlsUnsupportedFunction } from './tls-unsupported-function.examples.js';
import { examples as tlsUntrustedRoot } from './tls-untrusted-root.examples.js';
import { examples as tlsWrongPrincipal } from './tls-wrong-principal.examples.js';

/** What stands beside the rules of this folder. */
export const TLS_EXAMPLES: readonly RuleExamples[] = [
  clientCertPinMissing,
  exoDaneFailed,
  exoLegacyTls4766,
  exoMtaStsFailed,
  recvTlsClientAborts,
  recvWrongCertificate,
  tlsAlgorithmMismatch,
  tlsAuthMissingReceive,
  tlsCertExpired,
  tlsCertExpiring,
  tlsCertNotFound,
  tlsCertUnknown,
  tlsConnectionReset,
  tlsIllegalMessage,
  tlsInspectionStripping,
  tlsInternalError,
  tlsInvalidToken,
  tlsLegacyProtocol,
  tlsMustIssueStarttls,
  tlsNoCredentials,
  tlsSocketError,
  tlsStarttlsMissingReceive,
  tlsStarttlsNotOfferedRemote,
  tlsTimedOut,
  tlsUnknownCredentials,
  tlsUnsupportedFunction,
  tlsUntrustedRoot,
  tlsWrongPrincipal,
];
