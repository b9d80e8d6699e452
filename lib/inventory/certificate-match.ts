import { commonNameOf } from './distinguished-name.js';
import type { ExchangeCertificate } from './exchange-certificate.js';
import { compareWithCertificate } from './tls-certificate-name.js';
import type { WantedCertificate } from './wanted-certificate.js';

/**
 * How a certificate answers to what a connector looks for. `spelled-otherwise` and `by-wildcard` are matches of which no public page says
 * whether Exchange takes them; the latter are common (`*.contoso.com`) and do work in logs.
 */
export type CertificateMatch = 'matches' | 'by-wildcard' | 'spelled-otherwise' | 'unknown' | 'different';

export function matchCertificate(wanted: WantedCertificate, certificate: ExchangeCertificate): CertificateMatch {
  switch (wanted.by) {
    case 'tls-certificate-name': {
      const comparison = compareWithCertificate(wanted.name, certificate);
      return comparison === 'identical' ? 'matches' : comparison;
    }
    case 'host':
      return matchHost(wanted.host, certificate);
    case 'unknown':
      return 'unknown';
    case 'unreadable-name':
    case 'nothing':
      return 'different';
  }
}

/** A host among the subject's common name and the alternative names. A wildcard stands for one label. */
function matchHost(host: string, certificate: ExchangeCertificate): CertificateMatch {
  const { names, subject } = certificate;
  if (names === undefined && subject === undefined) return 'unknown';
  const commonName = subject === undefined ? undefined : commonNameOf(subject);
  const known = [...(names ?? []), ...(commonName === undefined ? [] : [commonName])].map((name) => name.toLowerCase());
  const wanted = host.toLowerCase();
  if (known.includes(wanted)) return 'matches';
  const parent = wanted.slice(wanted.indexOf('.') + 1);
  if (wanted.includes('.') && known.includes(`*.${parent}`)) return 'by-wildcard';
  // Half of what is compared may be missing; then “different” would be a guess.
  return names === undefined || subject === undefined ? 'unknown' : 'different';
}
