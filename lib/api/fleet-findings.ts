import { z } from 'zod';
import { spanStart } from '../diagnosis/activity-series.js';
import { CONDITIONS, FINDING_STATES, stateOf, type Condition, type FindingState } from '../diagnosis/finding-state.js';
import { SEVERITIES } from '../diagnosis/rule.js';
import { isAskedFor, type FindingFilter, type FindingOrder, type SearchedInside } from '../store/finding-list.js';
import type { FleetFinding } from '../store/fleet-findings.js';
import { readFleet } from '../store/fleet-table.js';
import { newestFirst } from '../store/newest-first.js';
import type { Tables } from '../store/tables.js';
import type { QueryGrant } from '../store/token-table.js';
import { READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { findingFilter, findingQuery } from './finding-query.js';
import { handlingSchema } from './finding-schema.js';
import { pageOf, tenantsQuery, tenantsShown } from './fleet.js';
import { pageToken, pageTokenOf, placeIn } from './page-token.js';
import { nextLinkSchema, severitySchema, time } from './parts-schema.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';

const MAX_FINDINGS = 500;
const USUAL_FINDINGS = 100;

export const fleetFindingSchema = z
  .object({
    id: z.string(),
    tenant: z.string(),
    url: z.string().describe('the whole finding'),
    rule: z.string(),
    severity: severitySchema,
    state: z.enum(FINDING_STATES),
    handling: handlingSchema.nullable(),
    title: z.string(),
    server: z.string().nullable(),
    connector: z.string(),
    remote: z.string().nullable(),
    keyFact: z.string(),
    incident: z.string().describe('the same for findings of all tenants that fail by the same fact'),
    firstSeen: time,
    lastSeenHour: time.describe('the hour in which a session failed so for the last time, as it was known an hour ago at the latest'),
  })
  .meta({ id: 'FleetFinding', description: 'a finding among those of all tenants' });

/** Fails or has recovered, severity, reversed hour, or these the other way round; tenant, finding. */
const PLACE = /^[\d|]{1,40}\|[a-z0-9-]{1,63}\|[\w.-]{1,200}$/;

/** The findings of all tenants that the caller may see. */
export const listFleetFindingsRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/findings',
  operationId: 'listFleetFindings',
  tag: 'fleet',
  summary: 'Findings of all tenants that the token may see, worst first',
  description:
    'What each tenant fails by, without texts and evidence: these are in the finding itself. Its answer takes a few queries, however many tenants there are.',
  access: READER,
  query: { ...tenantsQuery, ...findingQuery, after: pageTokenOf(PLACE), limit: pageSize(MAX_FINDINGS, USUAL_FINDINGS) },
  answer: z
    .object({
      findings: z.array(fleetFindingSchema),
      cutTenants: z.array(z.string()).describe('tenants that have more findings than the fleet shows: see their own lists'),
      nextLink: nextLinkSchema,
    })
    .meta({ id: 'FleetFindings' }),
  async handle({ caller, query }, { tables, now }: Doorkeeper) {
    const { tenant, order, limit, after } = query;
    const { found, cutTenants } = await fleetFindings(tables, caller, { tenant, filter: findingFilter(query) }, now());
    const reversed = reversedHours();
    const page = pageOf(
      found.map((item) => ({ place: placeOf(item, order, reversed), item })),
      { limit, after: after === undefined ? undefined : placeIn(after) },
    );
    return {
      json: {
        findings: page.items.map(fleetFindingResource),
        cutTenants,
        nextLink: nextLink('/api/v1/findings', { ...query, after: page.next && pageToken(page.next) }, page.next !== undefined),
      },
    };
  },
});

/** A finding of one of several tenants. */
export interface FoundFinding {
  readonly tenant: string;
  readonly state: FindingState;
  readonly condition: Condition;
  readonly finding: FleetFinding;
}

/** The findings of all tenants that the caller may see and asks for. */
export async function fleetFindings(
  tables: Tables,
  caller: QueryGrant,
  { tenant, filter }: { readonly tenant: string | undefined; readonly filter: FindingFilter },
  now: Date,
): Promise<{ readonly found: readonly FoundFinding[]; readonly cutTenants: readonly string[] }> {
  const isShown = tenantsShown(caller, tenant);
  const found: FoundFinding[] = [];
  const cut = new Set<string>();
  for (const condition of CONDITIONS) {
    if (!mayHold(condition, filter)) continue;
    for (const [named, { findings, isCut }] of await readFleet(tables, condition)) {
      if (!isShown(named)) continue;
      if (isCut) cut.add(named);
      for (const finding of findings) {
        const state = stateOf(condition, finding.handling, finding.firstSeen, now);
        if (isAskedFor(finding, state, filter, SEARCHED)) found.push({ tenant: named, state, condition, finding });
      }
    }
  }
  return { found, cutTenants: [...cut].sort() };
}

/** Findings that have recovered are not read where nobody asks for them. */
function mayHold(condition: Condition, { states }: FindingFilter): boolean {
  return states === undefined || states.some((state) => (state === 'recovered') === (condition === 'recovered'));
}

const SEARCHED: SearchedInside<FleetFinding> = {
  // Somewhere in that hour: whoever asks for what failed since its middle gets it, too.
  lastSeenOf: ({ lastSeenHour }) => `${lastSeenHour}:59:59.999Z`,
  wordsOf: ({ findingId, title, server, connector, remote, keyFact }) =>
    [findingId, title, server, connector, remote, keyFact].join('\n').toLowerCase(),
};

export function hourStart({ lastSeenHour }: Pick<FleetFinding, 'lastSeenHour'>): number {
  return Date.parse(`${lastSeenHour}:00Z`);
}

function placeOf({ tenant, condition, finding }: FoundFinding, order: FindingOrder, reversed: (hour: string) => string): string {
  const rank = `${CONDITIONS.indexOf(condition)}|${SEVERITIES.indexOf(finding.severity)}`;
  const hour = reversed(finding.lastSeenHour);
  return `${order === 'worst' ? `${rank}|${hour}` : `${hour}|${rank}`}|${tenant}|${finding.findingId}`;
}

/** Hours so that the newest comes first, each reckoned once: thousands of findings failed last in a few of them. */
function reversedHours(): (hour: string) => string {
  const known = new Map<string, string>();
  return (hour) => {
    const reversed = known.get(hour) ?? newestFirst(hourStart({ lastSeenHour: hour }));
    known.set(hour, reversed);
    return reversed;
  };
}

function fleetFindingResource({ tenant, state, finding }: FoundFinding) {
  const { findingId: id, lastSeenHour, ...shown } = finding;
  return {
    ...shown,
    id,
    tenant,
    url: `/api/v1/tenants/${tenant}/findings/${id}`,
    state,
    lastSeenHour: spanStart(lastSeenHour, 'hour'),
  };
}
