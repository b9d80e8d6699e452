import { judgeCertExpired } from './certificate/judge-cert-expired.js';
import { judgeCertNotFound } from './certificate/judge-cert-not-found.js';
import { judgeClientCertPin } from './certificate/judge-client-cert-pin.js';
import { judgeNoCredentials } from './certificate/judge-no-credentials.js';
import { judgeStartTlsMissing } from './certificate/judge-starttls-missing.js';
import { judgeUnknownCredentials } from './certificate/judge-unknown-credentials.js';
import { judgeWrongCertificate } from './certificate/judge-wrong-certificate.js';
import { judgeAuthMissing } from './hybrid/judge-auth-missing.js';
import type { Judge } from './judgement.js';
import { judgeRecipientNotFound } from './recipient/judge-recipient-not-found.js';
import { judgeRelayDenied } from './relay/judge-relay-denied.js';
import { judgeWrongPrincipal } from './remote/judge-wrong-principal.js';

/** Whose causes the inventory can sharpen, by the rule's id. */
export const JUDGES: Readonly<Record<string, Judge>> = {
  'tls-unknown-credentials': judgeUnknownCredentials,
  'tls-no-credentials': judgeNoCredentials,
  'tls-cert-not-found': judgeCertNotFound,
  'tls-cert-expired': judgeCertExpired,
  'tls-starttls-missing-receive': judgeStartTlsMissing,
  'tls-wrong-principal': judgeWrongPrincipal,
  'recv-wrong-certificate': judgeWrongCertificate,
  'client-cert-pin-missing': judgeClientCertPin,
  'tls-auth-missing-receive': judgeAuthMissing,
  'relay-denied-receive': judgeRelayDenied,
  'recipient-not-found-5-1-10': judgeRecipientNotFound,
};
