import type { CertificateCandidate } from '../../inventory/certificate-for.js';
import { compareNames } from '../../inventory/distinguished-name.js';
import type { ExchangeCertificate } from '../../inventory/exchange-certificate.js';

/** For sorting. Equal ones are told apart by thumbprint, so that the answer does not depend on the order of the export. */
export function newestFirst(one: ExchangeCertificate, other: ExchangeCertificate): number {
  return (other.notBefore ?? 0) - (one.notBefore ?? 0) || one.thumbprint.localeCompare(other.thumbprint);
}

/** The newest of some candidates. */
export function newestOf(candidates: readonly CertificateCandidate[]): CertificateCandidate | undefined {
  return [...candidates].sort((one, other) => newestFirst(one.certificate, other.certificate))[0];
}

/** The newest candidate with a subject, whoever issued it: what a renewal by another authority leaves. */
export function newestOfSubject(subject: string, candidates: readonly CertificateCandidate[]): CertificateCandidate | undefined {
  return newestOf(
    candidates.filter(({ certificate }) => certificate.subject !== undefined && compareNames(subject, certificate.subject) !== 'different'),
  );
}
