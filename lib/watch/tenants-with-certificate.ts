/** What a tenant has, for a look over many. */
export interface TenantThumbprints {
  readonly tenant: string;
  readonly certificates: readonly { readonly thumbprint: string }[];
}

/**
 * Which tenants have each certificate, by thumbprint, sorted. Customers share certificates more often than one would think: a provider's
 * wildcard, an appliance's default; when one goes, all of them are hit on the same day.
 */
export function tenantsByCertificate(all: readonly TenantThumbprints[]): ReadonlyMap<string, readonly string[]> {
  const tenants = new Map<string, Set<string>>();
  for (const { tenant, certificates } of all) {
    for (const { thumbprint } of certificates) {
      const known = tenants.get(thumbprint.toUpperCase()) ?? new Set();
      tenants.set(thumbprint.toUpperCase(), known.add(tenant));
    }
  }
  return new Map([...tenants].map(([thumbprint, names]) => [thumbprint, [...names].sort()]));
}
