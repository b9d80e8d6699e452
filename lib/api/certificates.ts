import { z } from 'zod';
import { SERVICES } from '../inventory/service.js';
import { watchedTenant } from '../store/watched-tenant.js';
import { tenantCertificates, type TenantCertificate } from '../watch/tenant-certificates.js';
import { READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { directionSchema, time } from './parts-schema.js';
import { declareRoute } from './route.js';

export const certificateSchema = z
  .object({
    thumbprint: z.string(),
    subject: z.string().nullable(),
    issuer: z.string().nullable(),
    notBefore: time.nullable(),
    notAfter: time.nullable(),
    names: z.array(z.string()),
    servers: z.array(
      z.object({
        server: z.string(),
        services: z.array(z.enum(SERVICES)).nullable(),
        hasPrivateKey: z.boolean().nullable(),
        collectedAt: time.nullable(),
      }),
    ),
    uses: z.array(
      z.object({
        how: z.enum(['selected', 'named', 'internal', 'seen']),
        server: z.string().nullable(),
        connector: z.string().nullable(),
        direction: directionSchema.nullable(),
        takenOverBy: z.string().nullable().describe('a thumbprint; null when nothing usable takes over, “unknown” when that is not known'),
        lastSeen: time.nullable(),
      }),
    ),
  })
  .meta({ id: 'Certificate' });

/** The certificates that inventories list and sessions showed, the first to end comes first. */
export const listCertificatesRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/certificates',
  operationId: 'listCertificates',
  tag: 'certificates',
  summary: 'Certificates of a tenant',
  description:
    'On which servers each is, for which services, what uses it, and what takes over when it goes; the first to end comes first.',
  access: READER,
  answer: z.object({ certificates: z.array(certificateSchema) }).meta({ id: 'Certificates' }),
  async handle({ params: { tenant } }, { tables, now }: Doorkeeper) {
    const certificates = tenantCertificates(await watchedTenant(tables, tenant, now()));
    return { json: { certificates: certificates.map(certificateResource) } };
  },
});

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
