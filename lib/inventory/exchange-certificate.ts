import { readDate } from './powershell/date.js';
import { readName } from './powershell/enumeration.js';
import { readEach, readTexts } from './powershell/list.js';
import { isProperties, property, type Properties } from './powershell/properties.js';
import { readKnownText } from './powershell/text.js';
import { readTruth } from './powershell/truth.js';
import { readServices, type Service } from './service.js';
import { readThumbprint } from './thumbprint.js';

/** @source https://learn.microsoft.com/powershell/module/exchange/get-exchangecertificate */
export const CERTIFICATE_STATUSES = [
  'Valid',
  'Invalid',
  'DateInvalid',
  'Untrusted',
  'RevocationCheckFailure',
  'Revoked',
  'PendingRequest',
  'Unknown',
] as const;

export type CertificateStatus = (typeof CERTIFICATE_STATUSES)[number];

export const ROOT_CA_TYPES = ['ThirdParty', 'Enterprise', 'Registry', 'GroupPolicy', 'None', 'Unknown'] as const;

export type RootCaType = (typeof ROOT_CA_TYPES)[number];

/**
 * One certificate of `Get-ExchangeCertificate`. The cmdlet lists only certificates that have a private key, so a thumbprint that is missing
 * here may still be in the machine's store. Services may not show SMTP although mail flows: it is a hint, not a proof.
 *
 * @source https://learn.microsoft.com/exchange/troubleshoot/mailflow/tls-negotiation-failed-with-error-nocredentials-error
 */
export interface ExchangeCertificate {
  /** SHA-1, 40 upper-case hexadecimal digits. */
  readonly thumbprint: string;
  readonly subject: string | undefined;
  readonly issuer: string | undefined;
  readonly serial: string | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly notBefore: number | undefined;
  readonly notAfter: number | undefined;
  readonly services: ReadonlySet<Service> | undefined;
  readonly status: CertificateStatus | undefined;
  readonly hasPrivateKey: boolean | undefined;
  readonly isSelfSigned: boolean | undefined;
  readonly rootCaType: RootCaType | undefined;
  /** Subject alternative names, as listed. */
  readonly names: readonly string[] | undefined;
}

export function readExchangeCertificate(item: Properties): ExchangeCertificate | undefined {
  const thumbprint = readThumbprint(property(item, 'Thumbprint'));
  if (thumbprint === undefined) return undefined;
  return {
    thumbprint,
    subject: readKnownText(property(item, 'Subject')),
    issuer: readKnownText(property(item, 'Issuer')),
    serial: readKnownText(property(item, 'SerialNumber'))?.toUpperCase(),
    notBefore: readDate(property(item, 'NotBefore')),
    notAfter: readDate(property(item, 'NotAfter')),
    services: readServices(property(item, 'Services')),
    // No public source shows the numbers behind Status and RootCAType.
    status: readName(property(item, 'Status'), { names: CERTIFICATE_STATUSES, numbers: {} }),
    hasPrivateKey: readTruth(property(item, 'HasPrivateKey')),
    isSelfSigned: readTruth(property(item, 'IsSelfSigned')),
    rootCaType: readName(property(item, 'RootCAType'), { names: ROOT_CA_TYPES, numbers: {} }),
    names: readCertificateNames(item),
  };
}

/** Whether no authority stands behind the certificate: as told, or because it was issued by its own subject. */
export function isSelfSigned({ isSelfSigned: told, issuer, subject }: ExchangeCertificate): boolean {
  return told ?? (issuer !== undefined && issuer === subject);
}

/** `CertificateDomains` is Exchange's own list; `DnsNameList` is what PowerShell adds to every certificate. */
export function readCertificateNames(item: Properties): readonly string[] | undefined {
  const domains = readTexts(property(item, 'CertificateDomains'));
  if (domains !== undefined) return domains;
  return readEach(property(item, 'DnsNameList'), (element) =>
    readKnownText(isProperties(element) ? property(element, 'Punycode') : element),
  );
}
