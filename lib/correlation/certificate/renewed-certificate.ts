import { compareNames } from '../../inventory/distinguished-name.js';
import type { ExchangeCertificate } from '../../inventory/exchange-certificate.js';
import type { Inventory } from '../../inventory/inventory.js';
import { lastFailureOf, type Failure } from '../failure.js';
import { allCertificates } from './all-certificates.js';
import { newestFirst } from './newest-certificate.js';

/** What is known of the certificate that has run out. */
export interface FormerCertificate {
  readonly thumbprint?: string | null | undefined;
  readonly subject?: string | null | undefined;
  readonly names?: readonly string[] | undefined;
}

/**
 * The certificate that was obtained in the place of another and is on the server already: with its private key, in force when the server was last
 * looked at, and with the same subject or all the same names. The newest, where there are several. Whether anything uses it yet is another question.
 *
 * @param former by default the one that the log shows.
 */
export function renewedCertificate(
  failure: Failure,
  inventory: Inventory,
  former: FormerCertificate | null = failure.certificate,
): ExchangeCertificate | undefined {
  if (former === null) return undefined;
  return (allCertificates(inventory) ?? [])
    .filter(
      (certificate) =>
        certificate.thumbprint !== former.thumbprint?.toUpperCase() &&
        isInForce(certificate, failure, inventory) &&
        takesThePlaceOf(former, certificate),
    )
    .sort(newestFirst)[0];
}

/** The later of failure and export; `NaN` when neither has a date, and then nothing is known to be in force. */
function lastLook(failure: Failure, { exports }: Inventory): number {
  const times = [lastFailureOf(failure), exports['exchange-certificates']?.collectedAt ?? NaN].filter((time) => !Number.isNaN(time));
  return times.length === 0 ? NaN : Math.max(...times);
}

/** Whether a certificate could be used when its server was last looked at: with its private key, not revoked, and within its days. */
export function isInForce(
  { notBefore, notAfter, status, hasPrivateKey }: ExchangeCertificate,
  failure: Failure,
  inventory: Inventory,
): boolean {
  const at = lastLook(failure, inventory);
  if (status === 'PendingRequest' || status === 'Revoked' || hasPrivateKey === false) return false;
  return notAfter !== undefined && notAfter > at && (notBefore === undefined || notBefore <= at);
}

function takesThePlaceOf({ subject, names = [] }: FormerCertificate, successor: ExchangeCertificate): boolean {
  if (typeof subject === 'string' && successor.subject !== undefined && compareNames(subject, successor.subject) !== 'different')
    return true;
  const carried = new Set(successor.names?.map((name) => name.toLowerCase()));
  return names.length > 0 && names.every((name) => carried.has(name.toLowerCase()));
}
