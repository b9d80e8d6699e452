import { compareNames, type NameComparison } from './distinguished-name.js';
import { isProperties, property } from './powershell/properties.js';
import { readKnownText, readText } from './powershell/text.js';

/**
 * How a connector names its certificate: by issuer and subject, never by thumbprint. So a renewed certificate is found by itself as long as
 * both names stay, and is lost when the authority issues from another intermediate.
 *
 * @source https://learn.microsoft.com/powershell/module/exchange/set-sendconnector#-tlscertificatename
 */
export interface TlsCertificateName {
  readonly issuer: string;
  readonly subject: string;
}

const FORM = /^\s*<I>(?<issuer>[^]*?)<S>(?<subject>[^]*?)\s*$/i;

/**
 * Reads `<I>issuer<S>subject`. A text without the marks is not taken apart: web pages drop `<I>` and `<S>` as HTML, people copy what is left
 * into their connectors, and Exchange finds nothing by it.
 */
export function parseTlsCertificateName(text: string): TlsCertificateName | undefined {
  const groups = FORM.exec(text)?.groups;
  const issuer = groups?.['issuer']?.trim();
  const subject = groups?.['subject']?.trim();
  if (issuer === undefined || issuer === '' || subject === undefined || subject === '') return undefined;
  return { issuer, subject };
}

/** The text for `-TlsCertificateName`. */
export function formatTlsCertificateName({ issuer, subject }: TlsCertificateName): string {
  return `<I>${issuer}<S>${subject}`;
}

/**
 * Whether a certificate is the one that is named.
 *
 * Known: Microsoft's procedure builds the name from the certificate's own Issuer and Subject, so the texts are identical where it was
 * followed, and HealthChecker compares the texts. Not known from any public page: whether Exchange minds another order of the parts or
 * another case. Such a name is therefore reported as `spelled-otherwise`, neither as a match nor as a stranger.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/mail-routing/inbound-starttls-certificates-selection (step 3)
 */
export function compareWithCertificate(
  name: TlsCertificateName,
  certificate: { readonly issuer: string | undefined; readonly subject: string | undefined },
): NameComparison | 'unknown' {
  if (certificate.issuer === undefined || certificate.subject === undefined) return 'unknown';
  const issuer = compareNames(name.issuer, certificate.issuer);
  const subject = compareNames(name.subject, certificate.subject);
  if (issuer === 'different' || subject === 'different') return 'different';
  return issuer === 'identical' && subject === 'identical' ? 'identical' : 'spelled-otherwise';
}

/** The connector's property as the text that was set. Live objects have CertificateIssuer and CertificateSubject apart. */
export function readTlsCertificateName(value: unknown): string | null | undefined {
  if (!isProperties(value)) return readText(value);
  const issuer = readKnownText(property(value, 'CertificateIssuer'));
  const subject = readKnownText(property(value, 'CertificateSubject'));
  return issuer === undefined || subject === undefined ? readText(value) : formatTlsCertificateName({ issuer, subject });
}
