import { z } from 'zod';
import { stateOf } from '../diagnosis/finding-state.js';
import { hourOf } from '../diagnosis/hourly-activity.js';
import { SEVERITIES, type Severity } from '../diagnosis/rule.js';
import type { FleetActivity } from '../store/fleet-activity.js';
import type { FleetFindings } from '../store/fleet-findings.js';
import type { FleetObservations } from '../store/fleet-observations.js';
import { readFleet } from '../store/fleet-table.js';
import { listTenants } from '../store/tenant-table.js';
import { holdingState } from '../watch/observation-life.js';
import { READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { pageOf, tenantsQuery, tenantsShown } from './fleet.js';
import { hourStart } from './fleet-findings.js';
import { pageToken, pageTokenOf, placeIn } from './page-token.js';
import { nextLinkSchema, severitySchema, time } from './parts-schema.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';

const MAX_TENANTS = 1_000;

const SHARE_HOURS = 24;
const HOUR = 3_600_000;

const counts = z.partialRecord(severitySchema, z.int());

export const fleetTenantSchema = z
  .object({
    tenant: z.string(),
    name: z.string(),
    url: z.string().describe('its findings'),
    worst: severitySchema.nullable().describe('of what fails and nobody has acknowledged, muted or resolved; null when all is well'),
    open: counts.describe('findings that fail and nobody has dealt with, by severity'),
    handled: z.int().describe('findings that fail and are acknowledged, muted or resolved'),
    lastFailureHour: time.nullable(),
    observations: counts.describe(
      'what is seen before mail fails and nobody has muted, by severity; so are the servers and certificates below',
    ),
    silentServers: z.array(z.string()),
    expiringCertificates: z.int(),
    failedShares: z
      .array(z.number().min(0).max(1).nullable())
      .describe(`of the sessions of each of the last ${SHARE_HOURS} hours, the present one last; null where none was seen`),
  })
  .meta({ id: 'FleetTenant', description: 'how one tenant fares' });

/** Severity, reversed number of findings, tenant. */
const PLACE = /^\d\|\d{6}\|[a-z0-9-]{1,63}$/;

/** How each tenant fares, worst first. */
export const listFleetTenantsRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/fleet',
  operationId: 'listFleetTenants',
  tag: 'fleet',
  summary: 'How each tenant that the token may see fares, worst first',
  description: 'Its answer takes a few queries, however many tenants there are.',
  access: READER,
  query: { ...tenantsQuery, after: pageTokenOf(PLACE), limit: pageSize(MAX_TENANTS) },
  answer: z.object({ tenants: z.array(fleetTenantSchema), nextLink: nextLinkSchema }).meta({ id: 'FleetTenants' }),
  async handle({ caller, query }, { tables, now }: Doorkeeper) {
    const { tenant: asked, after, limit } = query;
    const isShown = tenantsShown(caller, asked);
    const [tenants, failing, observed, activity] = await Promise.all([
      listTenants(tables),
      readFleet(tables, 'failing'),
      readFleet(tables, 'observations'),
      readFleet(tables, 'activity'),
    ]);
    const all = tenants
      .filter(({ id, state }) => state === 'active' && isShown(id))
      .map(({ id, name }) => ({
        ...fleetTenant({ id, name }, failing.get(id), observed.get(id), now()),
        failedShares: failedShares(activity.get(id), now()),
      }));
    const page = pageOf(
      all.map((item) => ({ place: placeOf(item), item })),
      { limit, after: after === undefined ? undefined : placeIn(after) },
    );
    return {
      json: {
        tenants: [...page.items],
        nextLink: nextLink('/api/v1/fleet', { ...query, after: page.next && pageToken(page.next) }, page.next !== undefined),
      },
    };
  },
});

type FleetTenant = Omit<z.output<typeof fleetTenantSchema>, 'failedShares'>;

function fleetTenant(
  { id, name }: { readonly id: string; readonly name: string },
  failing: FleetFindings | undefined,
  observed: FleetObservations | undefined,
  now: Date,
): FleetTenant {
  const findings = failing?.findings ?? [];
  // The state of a failing finding depends on its last failure only where it was resolved, and what belies that has been taken back already.
  const open = findings.filter(({ handling, firstSeen }) => stateOf('failing', handling, firstSeen, now) === 'open');
  const observations = (observed?.observations ?? []).filter(({ handling }) => holdingState(handling ?? null, now) !== 'muted');
  const lastFailure = Math.max(...findings.map(hourStart));
  const seen = (watch: string) => observations.filter((observation) => observation.watch === watch);
  return {
    tenant: id,
    name,
    url: `/api/v1/tenants/${id}/findings`,
    worst: SEVERITIES.find((severity) => open.some((finding) => finding.severity === severity)) ?? null,
    open: bySeverity(open),
    handled: findings.length - open.length,
    lastFailureHour: findings.length === 0 ? null : new Date(lastFailure).toISOString(),
    observations: bySeverity(observations),
    silentServers: seen('server-silent').flatMap(({ server }) => server ?? []),
    expiringCertificates: new Set(seen('certificate-expiring').map(({ keyFact }) => keyFact)).size,
  };
}

function failedShares(activity: FleetActivity | undefined, now: Date): (number | null)[] {
  return Array.from({ length: SHARE_HOURS }, (_, index) => {
    const hour = activity?.hours[hourOf(now.getTime() - (SHARE_HOURS - 1 - index) * HOUR)];
    return hour === undefined || hour.sessions === 0 ? null : hour.failed / hour.sessions;
  });
}

function bySeverity(counted: readonly { readonly severity: Severity }[]): Partial<Record<Severity, number>> {
  const found = SEVERITIES.map((severity) => [severity, counted.filter((one) => one.severity === severity).length] as const);
  return Object.fromEntries(found.filter(([, count]) => count > 0));
}

/** More findings than a tenant's row of the fleet can hold, so that the greatest number comes first. */
const FINDINGS_BEYOND = 999_999;

function placeOf({ tenant, worst, open, silentServers }: FleetTenant): string {
  // Of those where nothing fails, one with a silent server comes first: nobody knows whether it is well.
  const rank = worst === null ? SEVERITIES.length + (silentServers.length > 0 ? 0 : 1) : SEVERITIES.indexOf(worst);
  const number = Object.values(open).reduce((sum, count) => sum + count, 0);
  return `${rank}|${String(FINDINGS_BEYOND - number).padStart(6, '0')}|${tenant}`;
}
