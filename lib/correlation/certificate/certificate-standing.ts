import type { ExchangeCertificate } from '../../inventory/exchange-certificate.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { MachineCertificate } from '../../inventory/machine-certificate.js';
import type { Failure } from '../failure.js';
import { itemIn, lookUp, sourcesOf, type LookUp } from '../look-up.js';
import type { ToldBy } from '../told-by.js';

/** What the server's two lists of certificates say of the one in the log. */
export interface CertificateStanding {
  readonly thumbprint: string;
  /** In `Get-ExchangeCertificate`, which lists only certificates with a private key. */
  readonly listed: LookUp<ExchangeCertificate>;
  /** In `Cert:\LocalMachine\My`, which lists all. */
  readonly stored: LookUp<MachineCertificate>;
  readonly hasPrivateKey: boolean | undefined;
  readonly enabledForSmtp: boolean | undefined;
  /** Milliseconds since 1970, UTC; the log's own word goes before the inventory's. */
  readonly notAfter: number | undefined;
  readonly sources: readonly ToldBy[];
}

/** Looks the certificate of a failure up; `undefined` when the log does not show its thumbprint. */
export function certificateStanding({ certificate }: Pick<Failure, 'certificate'>, inventory: Inventory): CertificateStanding | undefined {
  const thumbprint = certificate?.thumbprint?.toUpperCase();
  if (thumbprint === undefined) return undefined;
  const listed = lookUp(inventory, 'exchange-certificates', thumbprint, (listing) => listing.thumbprint === thumbprint);
  const stored = lookUp(inventory, 'machine-certificates', thumbprint, (holding) => holding.thumbprint === thumbprint);
  const sources = sourcesOf(listed, stored);
  if (sources.length === 0) return undefined;
  return {
    thumbprint,
    listed,
    stored,
    // The store is asked directly, so it has the last word.
    hasPrivateKey: itemIn(stored)?.hasPrivateKey ?? itemIn(listed)?.hasPrivateKey ?? (listed.found === true ? true : undefined),
    enabledForSmtp: itemIn(listed)?.services?.has('SMTP'),
    notAfter: loggedEnd(certificate?.notAfter) ?? itemIn(listed)?.notAfter ?? itemIn(stored)?.notAfter,
    sources,
  };
}

function loggedEnd(notAfter: string | null | undefined): number | undefined {
  return typeof notAfter === 'string' ? Date.parse(notAfter) : undefined;
}
