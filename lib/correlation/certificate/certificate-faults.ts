import type { CertificateCandidate, Objection } from '../../inventory/certificate-for.js';

/** What makes TLS fail, or the other side refuse, as the end of a sentence; the other objections only tell why a certificate was not taken. */
const FAULTS: Readonly<Partial<Record<Objection, string>>> = {
  'no-private-key': 'has no private key on this server',
  'not-enabled-for-smtp': 'is not enabled for SMTP',
  expired: 'has expired',
  'not-yet-valid': 'is not valid yet',
  revoked: 'is revoked',
  'pending-request': 'is a request that still waits for its certificate',
};

/** The faults of a certificate, in words: `is not enabled for SMTP`. Empty when nothing is known against it. */
export function faultsOf({ objections }: Pick<CertificateCandidate, 'objections'>): readonly string[] {
  return objections.flatMap((objection) => FAULTS[objection] ?? []);
}
