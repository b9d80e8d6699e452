import { z } from 'zod';
import { spanStart } from '../diagnosis/activity-series.js';
import { FINDING_STATES } from '../diagnosis/finding-state.js';
import { SEVERITIES, type Severity } from '../diagnosis/rule.js';
import { newestFirst } from '../store/newest-first.js';
import { READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { findingFilter, findingQuery } from './finding-query.js';
import { fleetFindings, hourStart, type FoundFinding } from './fleet-findings.js';
import { pageOf, tenantsQuery } from './fleet.js';
import { pageToken, pageTokenOf, placeIn } from './page-token.js';
import { nextLinkSchema, severitySchema, time } from './parts-schema.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';

const MAX_INCIDENTS = 100;

const INCIDENT_ORDERS = ['widest', 'worst', 'newest'] as const;
type IncidentOrder = (typeof INCIDENT_ORDERS)[number];

export const incidentSchema = z
  .object({
    id: z.string(),
    rule: z.string(),
    title: z.string(),
    keyFact: z.string().describe('what they have in common: a certificate, a host, the words of a refusal'),
    severity: severitySchema.describe('of the worst of its findings'),
    findings: z.int(),
    states: z.partialRecord(z.enum(FINDING_STATES), z.int()).describe('how many of its findings are in which state'),
    tenants: z.array(z.object({ tenant: z.string(), findings: z.int(), severity: severitySchema })).describe('the worst first'),
    findingsUrl: z.string(),
    firstSeen: time,
    lastSeenHour: time,
  })
  .meta({ id: 'Incident', description: 'findings of several servers, or tenants, that fail by the same fact' });

/** Reversed number of tenants and severity, reversed hour, incident. */
const PLACE = /^[\d|]{1,60}\|[\w.-]{1,200}$/;

/** What fails by the same fact at several tenants: the one that hits most comes first. */
export const listIncidentsRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/incidents',
  operationId: 'listIncidents',
  tag: 'fleet',
  summary: 'Findings of all tenants, gathered by what they fail by: the same certificate, host or refusal',
  access: READER,
  query: {
    ...tenantsQuery,
    ...{ ...findingQuery, order: z.enum(INCIDENT_ORDERS).default('widest').describe('widest: what hits most tenants first') },
    minTenants: z.coerce.number().int().min(1).default(1).describe('only what hits so many tenants, or more'),
    after: pageTokenOf(PLACE),
    limit: pageSize(MAX_INCIDENTS),
  },
  answer: z.object({ incidents: z.array(incidentSchema), nextLink: nextLinkSchema }).meta({ id: 'Incidents' }),
  async handle({ caller, query }, { tables, now }: Doorkeeper) {
    const { tenant, order, limit, after, minTenants } = query;
    const { found } = await fleetFindings(tables, caller, { tenant, filter: findingFilter({ ...query, order: 'worst' }) }, now());
    const incidents = gathered(found).filter(({ tenants }) => tenants.size >= minTenants);
    const page = pageOf(
      incidents.map((item) => ({ place: placeOf(item, order), item })),
      { limit, after: after === undefined ? undefined : placeIn(after) },
    );
    return {
      json: {
        incidents: page.items.map(incidentResource),
        nextLink: nextLink('/api/v1/incidents', { ...query, after: page.next && pageToken(page.next) }, page.next !== undefined),
      },
    };
  },
});

/** Findings that fail by the same fact, and by what incidents are sorted. */
interface Incident {
  readonly id: string;
  readonly found: FoundFinding[];
  readonly tenants: Set<string>;
  /** Of its worst finding. */
  severity: Severity;
  /** `2026-11-24T05` */
  lastSeenHour: string;
}

function gathered(found: readonly FoundFinding[]): readonly Incident[] {
  const incidents = new Map<string, Incident>();
  for (const one of found) {
    const { incident: id, severity, lastSeenHour } = one.finding;
    const known = incidents.get(id);
    if (known === undefined) {
      incidents.set(id, { id, found: [one], tenants: new Set([one.tenant]), severity, lastSeenHour });
      continue;
    }
    known.found.push(one);
    known.tenants.add(one.tenant);
    if (SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(known.severity)) known.severity = severity;
    if (lastSeenHour > known.lastSeenHour) known.lastSeenHour = lastSeenHour;
  }
  return [...incidents.values()];
}

/** What of an incident is told: of those on the page alone, since it takes looking through their findings once more. */
function incidentResource({ id, found, severity, lastSeenHour }: Incident): z.output<typeof incidentSchema> {
  const sorted = found.toSorted(worstThenNewest);
  const [worst] = sorted;
  if (worst === undefined) throw new RangeError('An incident has a finding at least.');
  const { rule, title, keyFact } = worst.finding;
  const tenants = new Map<string, { tenant: string; findings: number; severity: Severity }>();
  for (const { tenant, finding } of sorted) {
    const known = tenants.get(tenant);
    if (known === undefined) tenants.set(tenant, { tenant, findings: 1, severity: finding.severity });
    else known.findings += 1;
  }
  return {
    ...{ id, rule, title, keyFact, severity },
    findings: found.length,
    states: Object.fromEntries(
      FINDING_STATES.map((state) => [state, found.filter((one) => one.state === state).length] as const).filter(([, count]) => count > 0),
    ),
    tenants: [...tenants.values()],
    findingsUrl: `/api/v1/findings?${new URLSearchParams({ incident: id }).toString()}`,
    firstSeen: found.map(({ finding }) => finding.firstSeen).reduce((a, b) => (a < b ? a : b)),
    lastSeenHour: spanStart(lastSeenHour, 'hour'),
  };
}

/** Equal ones by tenant and finding, so that the same findings always give the same incident. */
function worstThenNewest(a: FoundFinding, b: FoundFinding): number {
  return (
    SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity) ||
    (a.finding.lastSeenHour === b.finding.lastSeenHour ? 0 : a.finding.lastSeenHour < b.finding.lastSeenHour ? 1 : -1) ||
    (a.tenant + a.finding.findingId < b.tenant + b.finding.findingId ? -1 : 1)
  );
}

/** More tenants than there can be, so that the greatest number comes first. */
const TENANTS_BEYOND = 1_000_000;

function placeOf({ id, severity, tenants, lastSeenHour }: Incident, order: IncidentOrder): string {
  const width = String(TENANTS_BEYOND - tenants.size).padStart(7, '0');
  const rank = String(SEVERITIES.indexOf(severity));
  const hour = newestFirst(hourStart({ lastSeenHour }));
  const places = { widest: [width, rank, hour], worst: [rank, width, hour], newest: [hour, rank, width] };
  return [...places[order], id].join('|');
}
