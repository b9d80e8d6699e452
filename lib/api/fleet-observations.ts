import { z } from 'zod';
import { SEVERITIES } from '../diagnosis/rule.js';
import { readFleet } from '../store/fleet-table.js';
import type { FleetObservation } from '../store/fleet-observations.js';
import { HOLDING_STATES, holdingState } from '../watch/observation-life.js';
import { READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { pageOf, tenantsQuery, tenantsShown } from './fleet.js';
import { pageToken, pageTokenOf, placeIn } from './page-token.js';
import { nextLinkSchema, severitySchema, time } from './parts-schema.js';
import { exactly, listOf, wordsOf } from './query-values.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';

const MAX_OBSERVATIONS = 500;
const USUAL_OBSERVATIONS = 100;

export const fleetObservationSchema = z
  .object({
    id: z.string(),
    tenant: z.string(),
    url: z.string().describe('with its causes and what to do'),
    watch: z.string(),
    severity: severitySchema,
    state: z.enum(HOLDING_STATES),
    title: z.string(),
    server: z.string().nullable().describe('null when it concerns the whole tenant'),
    connector: z.string().nullable(),
    keyFact: z.string(),
    since: time,
    deadline: time.nullable().describe('when it comes to something; null for what has no date'),
  })
  .meta({ id: 'FleetObservation', description: 'an observation among those of all tenants' });

/** Severity, deadline, tenant, observation. */
const PLACE = /^\d\|[\d:.TZ-]{10,30}\|[a-z0-9-]{1,63}\|[\w.-]{1,200}$/;

/** What is seen before any session fails, at all tenants that the caller may see. */
export const listFleetObservationsRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/observations',
  operationId: 'listFleetObservations',
  tag: 'fleet',
  summary: 'What is seen of all tenants before any session fails: the worst first, of equals what comes to something first',
  description: 'Silent servers, certificates that end, logs with gaps. What holds now; its answer takes a few queries.',
  access: READER,
  query: {
    ...tenantsQuery,
    watch: exactly('of this watch alone, such as certificate-expiring'),
    severity: listOf(SEVERITIES),
    after: pageTokenOf(PLACE),
    limit: pageSize(MAX_OBSERVATIONS, USUAL_OBSERVATIONS),
  },
  answer: z
    .object({
      observations: z.array(fleetObservationSchema),
      cutTenants: z.array(z.string()).describe('tenants of which more is seen than the fleet shows: see their own lists'),
      nextLink: nextLinkSchema,
    })
    .meta({ id: 'FleetObservations' }),
  async handle({ caller, query }, { tables, now }: Doorkeeper) {
    const { tenant: asked, watch, limit, after } = query;
    const isShown = tenantsShown(caller, asked);
    const severities = wordsOf(SEVERITIES, query.severity);
    const placed = [];
    const cut = [];
    for (const [tenant, { observations, isCut }] of await readFleet(tables, 'observations')) {
      if (!isShown(tenant)) continue;
      if (isCut) cut.push(tenant);
      for (const observation of observations) {
        if (watch !== undefined && observation.watch !== watch) continue;
        if (severities?.includes(observation.severity) === false) continue;
        placed.push({
          place: placeOf(tenant, observation),
          item: resource(tenant, observation, now()),
        });
      }
    }
    const page = pageOf(placed, { limit, after: after === undefined ? undefined : placeIn(after) });
    return {
      json: {
        observations: [...page.items],
        cutTenants: cut,
        nextLink: nextLink('/api/v1/observations', { ...query, after: page.next && pageToken(page.next) }, page.next !== undefined),
      },
    };
  },
});

function resource(tenant: string, { handling, ...observation }: FleetObservation, now: Date) {
  const url = `/api/v1/tenants/${tenant}/observations/${observation.id}`;
  return { ...observation, tenant, url, state: holdingState(handling ?? null, now) };
}

/** After all dates that one has to do with: what has none comes last of its severity. */
const WITHOUT_DATE = '9999-12-31';

function placeOf(tenant: string, { id, severity, deadline }: FleetObservation): string {
  return [SEVERITIES.indexOf(severity), deadline ?? WITHOUT_DATE, tenant, id].join('|');
}
