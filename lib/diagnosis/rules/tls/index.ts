import type { Rule } from '../../rule.js';
import { clientCertPinMissing } from './client-cert-pin-missing.js';
import { exoDaneFailed } from './exo-dane-failed.js';
import { exoLegacyTls } from './exo-legacy-tls-4-7-66.js';
import { exoMtaStsFailed } from './exo-mta-sts-failed.js';
import { recvTlsClientAborts } from './recv-tls-client-aborts.js';
import { recvWrongCertificate } from './recv-wrong-certificate.js';
import { tlsAlgorithmMismatch } from './tls-algorithm-mismatch.js';
import { tlsAuthMissingReceive } from './tls-auth-missing-receive.js';
import { tlsCertExpired } from './tls-cert-expired.js';
import { tlsCertExpiring } from './tls-cert-expiring.js';
import { tlsCertNotFound } from './tls-cert-not-found.js';
import { tlsCertUnknown } from './tls-cert-unknown.js';
import { tlsConnectionReset } from './tls-connection-reset.js';
import { tlsIllegalMessage } from './tls-illegal-message.js';
import { tlsInspectionStripping } from './tls-inspection-stripping.js';
import { tlsInternalError } from './tls-internal-error.js';
import { tlsInvalidToken } from './tls-invalid-token.js';
import { tlsLegacyProtocol } from './tls-legacy-protocol.js';
import { tlsMustIssueStarttls } from './tls-must-issue-starttls.js';
import { tlsNoCredentials } from './tls-no-credentials.js';
import { tlsSocketError } from './tls-socket-error.js';
import { tlsStarttlsMissingReceive } from './tls-starttls-missing-receive.js';
import { tlsStarttlsNotOfferedRemote } from './tls-starttls-not-offered-remote.js';
import { tlsTimedOut } from './tls-timed-out.js';
import { tlsUnknownCredentials } from './tls-unknown-credentials.js';
import { tlsUnsupportedFunction } from './tls-unsupported-function.js';
import { tlsUntrustedRoot } from './tls-untrusted-root.js';
import { tlsWrongPrincipal } from './tls-wrong-principal.js';

/** The handshake fails, or its certificates will. The specific before the general; what is only worth knowing comes last. */
export const TLS_RULES: readonly Rule[] = [
  clientCertPinMissing,
  tlsUnknownCredentials,
  tlsNoCredentials,
  tlsCertNotFound,
  // What Exchange Online says in so many words.
  exoLegacyTls,
  exoDaneFailed,
  exoMtaStsFailed,
  // A certificate that explains the failure, before the word with which the handshake failed.
  tlsCertExpired,
  recvWrongCertificate,
  tlsUntrustedRoot,
  tlsWrongPrincipal,
  tlsCertUnknown,
  tlsIllegalMessage,
  tlsInvalidToken,
  tlsUnsupportedFunction,
  tlsAlgorithmMismatch,
  tlsInternalError,
  tlsTimedOut,
  tlsSocketError,
  tlsConnectionReset,
  // TLS did not begin.
  tlsInspectionStripping,
  tlsStarttlsMissingReceive,
  tlsStarttlsNotOfferedRemote,
  tlsMustIssueStarttls,
  // Mail flows.
  tlsAuthMissingReceive,
  recvTlsClientAborts,
  tlsCertExpiring,
  tlsLegacyProtocol,
];
