import type { HttpRequest } from '@azure/functions';
import { watchedTenant } from '../store/watched-tenant.js';
import type { Tables } from '../store/tables.js';
import { tenantCertificates, type TenantCertificate } from '../watch/tenant-certificates.js';
import { authenticateReader } from './authenticate.js';
import type { Answer } from './route.js';

/**
 * `GET /api/v1/tenants/{tenant}/certificates`: the certificates that inventories list and sessions showed, the first to end comes first: on which
 * servers each is, for which services, what uses it, and what takes over when it goes.
 */
export async function getCertificates(
  request: HttpRequest,
  services: { readonly tables: Tables; readonly now: () => Date },
): Promise<Answer> {
  const { tenant = '' } = request.params;
  await authenticateReader(request, tenant, services);
  const certificates = tenantCertificates(await watchedTenant(services.tables, tenant, services.now()));
  return { json: { certificates: certificates.map(certificateResource) } };
}

/** What is not known is `null`. */
function certificateResource({ thumbprint, subject, issuer, notBefore, notAfter, names, holders, uses }: TenantCertificate) {
  return {
    thumbprint,
    subject: subject ?? null,
    issuer: issuer ?? null,
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    names,
    servers: holders.map(({ server, services, hasPrivateKey, collectedAt }) => ({
      server,
      services: services === undefined ? null : [...services],
      hasPrivateKey: hasPrivateKey ?? null,
      collectedAt: timeOf(collectedAt),
    })),
    uses: uses.map(({ how, server, connector, direction, takenOverBy, lastSeen }) => ({
      how,
      server,
      connector,
      direction,
      // The API tells “nothing usable” from “not known”.
      takenOverBy: takenOverBy === undefined ? 'unknown' : takenOverBy,
      lastSeen: timeOf(lastSeen),
    })),
  };
}

function timeOf(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
