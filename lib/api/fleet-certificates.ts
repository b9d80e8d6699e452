import { z } from 'zod';
import { readFleet } from '../store/fleet-table.js';
import { READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { pageOf, tenantsQuery, tenantsShown } from './fleet.js';
import { pageToken, pageTokenOf, placeIn } from './page-token.js';
import { nextLinkSchema, time } from './parts-schema.js';
import { moment, timeOf } from './query-values.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';

const MAX_CERTIFICATES = 200;

const fleetCertificateSchema = z
  .object({
    thumbprint: z.string(),
    subject: z.string().nullable(),
    issuer: z.string().nullable(),
    notAfter: time.nullable(),
    tenants: z.array(z.object({ tenant: z.string(), servers: z.array(z.string()), connectors: z.array(z.string()), url: z.string() })),
  })
  .meta({ id: 'FleetCertificate', description: 'a certificate, and which tenants have it' });

/** When it ends, in as many digits; the thumbprint. */
const PLACE = /^\d{16}\|[\w-]{1,200}$/;

/** The certificates of all tenants: one that several have is told once. */
export const listFleetCertificatesRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/certificates',
  operationId: 'listFleetCertificates',
  tag: 'fleet',
  summary: 'Certificates of all tenants that the token may see, the first to end comes first',
  description: 'As of the last export of each server, at most six hours later. Its answer takes a few queries.',
  access: READER,
  query: {
    ...tenantsQuery,
    endsBefore: moment('only those that end before this time'),
    after: pageTokenOf(PLACE),
    limit: pageSize(MAX_CERTIFICATES),
  },
  answer: z.object({ certificates: z.array(fleetCertificateSchema), nextLink: nextLinkSchema }).meta({ id: 'FleetCertificates' }),
  async handle({ caller, query }, { tables }: Doorkeeper) {
    const { tenant: asked, endsBefore, after, limit } = query;
    const isShown = tenantsShown(caller, asked);
    const gathered = new Map<string, Gathered>();
    for (const [tenant, { certificates }] of await readFleet(tables, 'certificates')) {
      if (!isShown(tenant)) continue;
      for (const { thumbprint, subject, issuer, notAfter, servers, connectors } of certificates) {
        const known = gathered.get(thumbprint) ?? { ...UNKNOWN, thumbprint, tenants: [] };
        gathered.set(thumbprint, {
          thumbprint,
          // One tenant's log may tell less than another's inventory.
          subject: known.subject ?? subject ?? null,
          issuer: known.issuer ?? issuer ?? null,
          notAfter: known.notAfter ?? isoTime(notAfter),
          tenants: [
            ...known.tenants,
            { tenant, servers: [...servers], connectors: [...connectors], url: `/api/v1/tenants/${tenant}/certificates` },
          ],
        });
      }
    }
    const end = timeOf(endsBefore) ?? Infinity;
    const all = [...gathered.values()].filter(({ notAfter }) => end === Infinity || (notAfter !== null && Date.parse(notAfter) < end));
    const page = pageOf(
      all.map((item) => ({ place: placeOf(item), item })),
      { limit, after: after === undefined ? undefined : placeIn(after) },
    );
    const next = nextLink('/api/v1/certificates', { ...query, after: page.next && pageToken(page.next) }, page.next !== undefined);
    return { json: { certificates: [...page.items], nextLink: next } };
  },
});

type Gathered = z.output<typeof fleetCertificateSchema>;

const UNKNOWN = { subject: null, issuer: null, notAfter: null };

function isoTime(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}

/** Those of which nobody knows when they end come last. */
function placeOf({ thumbprint, notAfter }: Gathered): string {
  const end = notAfter === null ? 9_999_999_999_999_999 : Math.max(0, Date.parse(notAfter));
  return `${String(end).padStart(16, '0')}|${thumbprint.replace(/[^\w-]/g, '_')}`;
}
