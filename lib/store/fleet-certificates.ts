import { tenantCertificates, type TenantCertificate } from '../watch/tenant-certificates.js';
import { refreshFleet } from './fleet-table.js';
import type { Tables } from './tables.js';
import { watchedTenant } from './watched-tenant.js';

/** A certificate of one tenant, as the fleet shows it. Times are milliseconds since 1970. */
export interface FleetCertificate {
  readonly thumbprint: string;
  readonly subject: string | undefined;
  readonly issuer: string | undefined;
  readonly notAfter: number | undefined;
  readonly servers: readonly string[];
  /** Of the connectors that use it, or were seen to. */
  readonly connectors: readonly string[];
}

export interface FleetCertificates {
  readonly certificates: readonly FleetCertificate[];
}

/** Certificates of one tenant that the fleet shows, the first to end come first. */
const MAX_CERTIFICATES_OF_A_TENANT = 500;

/** Makes anew what the fleet shows of a tenant's certificates. */
export function refreshFleetCertificates(tables: Tables, tenant: string, now: Date): Promise<void> {
  return refreshFleet(tables, 'certificates', tenant, async () => ({
    certificates: tenantCertificates(await watchedTenant(tables, tenant, now))
      .slice(0, MAX_CERTIFICATES_OF_A_TENANT)
      .map(fleetCertificate),
  }));
}

function fleetCertificate({ thumbprint, subject, issuer, notAfter, holders, uses }: TenantCertificate): FleetCertificate {
  return {
    ...{ thumbprint, subject, issuer, notAfter },
    servers: [...new Set(holders.map(({ server }) => server))].sort(),
    connectors: [...new Set(uses.flatMap(({ connector }) => connector ?? []))].sort(),
  };
}
