import type { LoggedCertificate } from './facts/certificate.js';
import type { FindingCertificate } from './finding.js';

/** A logged certificate as findings name it: plain data, `null` where the log does not say. */
export function certificateFact({
  thumbprint,
  subject,
  issuer,
  serial,
  notBefore,
  notAfter,
  names,
}: LoggedCertificate): FindingCertificate {
  return {
    thumbprint: thumbprint ?? null,
    subject: subject ?? null,
    issuer: issuer ?? null,
    serial: serial ?? null,
    notBefore: instant(notBefore),
    notAfter: instant(notAfter),
    names,
  };
}

function instant(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
