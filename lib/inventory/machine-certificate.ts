import { readCertificateNames } from './exchange-certificate.js';
import { readDate } from './powershell/date.js';
import { property, type Properties } from './powershell/properties.js';
import { readKnownText } from './powershell/text.js';
import { readTruth } from './powershell/truth.js';
import { readThumbprint } from './thumbprint.js';

/**
 * One certificate of `Cert:\LocalMachine\My`. Unlike `Get-ExchangeCertificate`, the store lists certificates without a private key too:
 * one that Exchange selects and can't use ends TLS with `NoCredentials`.
 */
export interface MachineCertificate {
  /** SHA-1, 40 upper-case hexadecimal digits. */
  readonly thumbprint: string;
  readonly hasPrivateKey: boolean | undefined;
  readonly subject: string | undefined;
  readonly issuer: string | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly notBefore: number | undefined;
  readonly notAfter: number | undefined;
  readonly names: readonly string[] | undefined;
}

export function readMachineCertificate(item: Properties): MachineCertificate | undefined {
  const thumbprint = readThumbprint(property(item, 'Thumbprint'));
  if (thumbprint === undefined) return undefined;
  return {
    thumbprint,
    hasPrivateKey: readTruth(property(item, 'HasPrivateKey')),
    subject: readKnownText(property(item, 'Subject')),
    issuer: readKnownText(property(item, 'Issuer')),
    notBefore: readDate(property(item, 'NotBefore')),
    notAfter: readDate(property(item, 'NotAfter')),
    names: readCertificateNames(item),
  };
}
