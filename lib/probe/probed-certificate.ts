import type { X509Certificate } from 'node:crypto';
import { PROBE_LIMITS, type ProbedCertificate } from '../inventory/probe-result.js';

/** Characters of a name that are kept. */
const MAX_NAME = 4096;

/** A certificate as Windows and Exchange name it. */
export function probedCertificate(certificate: X509Certificate): ProbedCertificate {
  return {
    subject: windowsName(certificate.subject),
    issuer: windowsName(certificate.issuer),
    serial: certificate.serialNumber.toUpperCase().slice(0, MAX_NAME),
    thumbprint: certificate.fingerprint.replaceAll(':', '').toUpperCase(),
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(certificate.validTo).toISOString(),
    names: namesOf(certificate.subjectAltName ?? ''),
  };
}

/** OpenSSL gives a name part by part in the order of the certificate; Windows shows it from the end, `CN=mail.contoso.com, O=Contoso, C=DE`. */
function windowsName(parts: string | undefined): string {
  return (parts ?? '')
    .split('\n')
    .reverse()
    .map((part) => {
      const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
      return name === '' ? part : `${name}=${/[,+"\\<>;=]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value}`;
    })
    .join(', ')
    .slice(0, MAX_NAME);
}

/** `DNS:mail.contoso.com, DNS:*.contoso.com`. A name that Node had to quote holds what no host name may, and is left out. */
function namesOf(alternatives: string): string[] {
  return alternatives
    .split(', ')
    .flatMap((name) => /^(?:DNS|IP Address):([^\s";,]{1,255})$/.exec(name)?.[1] ?? [])
    .slice(0, PROBE_LIMITS.names);
}

/** The row of a certificate in Exchange's log, and what it says that the row is. */
export function certificateRow({ subject, issuer, serial, thumbprint, notBefore, notAfter, names }: ProbedCertificate): string {
  return ` ${subject} ${issuer} ${serial} ${thumbprint} ${notBefore} ${notAfter} ${names.join(';')}`;
}

export const CERTIFICATE_ROW = 'certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names';
