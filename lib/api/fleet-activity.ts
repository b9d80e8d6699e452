import { z } from 'zod';
import { ACTIVITY_SPANS, addCounters, spanStart, type ActivityTotals } from '../diagnosis/activity-series.js';
import { FLEET_DAYS, FLEET_HOURS } from '../store/fleet-activity.js';
import { readFleet } from '../store/fleet-table.js';
import { READER } from './access.js';
import { totalsSchema } from './activity.js';
import type { Doorkeeper } from './authenticate.js';
import { tenantsQuery, tenantsShown } from './fleet.js';
import { time } from './parts-schema.js';
import { declareRoute } from './route.js';

const pointSchema = z
  .object({ start: time, tenant: z.string().nullable().describe('null for all together'), ...totalsSchema })
  .meta({ id: 'FleetActivityPoint', description: 'what happened in an hour or a day at one tenant, or at all' });

/** What the servers of all tenants did, hour by hour or day by day. */
export const readFleetActivityRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/activity',
  operationId: 'readFleetActivity',
  tag: 'fleet',
  summary: 'Sessions and mail of all tenants that the token may see, by hour or day',
  description: `The last ${FLEET_HOURS} hours, or ${FLEET_DAYS} days; added up every five minutes, and what comes late for earlier days within six hours. Its answer takes a few queries.`,
  access: READER,
  query: {
    ...tenantsQuery,
    by: z.enum(ACTIVITY_SPANS).default('hour'),
    group: z.enum(['none', 'tenant']).default('none'),
  },
  answer: z.object({ points: z.array(pointSchema) }).meta({ id: 'FleetActivity' }),
  async handle({ caller, query: { tenant: asked, by, group } }, { tables }: Doorkeeper) {
    const isShown = tenantsShown(caller, asked);
    const points = new Map<string, FleetPoint>();
    for (const [tenant, activity] of await readFleet(tables, 'activity')) {
      if (!isShown(tenant)) continue;
      for (const [span, totals] of Object.entries(by === 'hour' ? activity.hours : activity.days)) {
        const start = spanStart(by === 'hour' ? span : `${span}T00`, by);
        const named = group === 'tenant' ? tenant : null;
        const place = `${start} ${named ?? ''}`;
        const known = points.get(place);
        points.set(place, known === undefined ? { start, tenant: named, ...totals } : { ...known, ...together(known, totals) });
      }
    }
    return { json: { points: [...points].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, point]) => point) } };
  },
});

interface FleetPoint extends ActivityTotals {
  readonly start: string;
  readonly tenant: string | null;
}

function together(a: ActivityTotals, b: ActivityTotals): ActivityTotals {
  const outcomes: Record<string, number> = { ...a.outcomes };
  addCounters(outcomes, b.outcomes);
  return {
    sessions: a.sessions + b.sessions,
    failed: a.failed + b.failed,
    outcomes,
    messages: a.messages + b.messages,
    recipients: a.recipients + b.recipients,
    bytes: a.bytes + b.bytes,
  };
}
