import { z } from 'zod';
import { ACTIVITY_GROUPS, ACTIVITY_SPANS, ActivitySeries, spanStart, type ActivitySpan } from '../diagnosis/activity-series.js';
import { connectorKey, hourOf, type Counters } from '../diagnosis/hourly-activity.js';
import { OUTCOMES } from '../diagnosis/outcome.js';
import { readTenantActivity, type StreamHour } from '../store/activity-table.js';
import { MAX_ROWS_FOR_A_PAGE } from '../store/page.js';
import type { Tables } from '../store/tables.js';
import { READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { nextLinkSchema, time } from './parts-schema.js';
import { Problem } from './problem.js';
import { exactly, moment, timeOf } from './query-values.js';
import { nextLink } from './read-query.js';
import { declareRoute } from './route.js';

const count = z.int().nonnegative();
const countOrNull = count.nullable();

export const totalsSchema = {
  sessions: count,
  failed: countOrNull.describe('sessions whose failure has a finding'),
  outcomes: z.partialRecord(z.enum(OUTCOMES), count).nullable(),
  messages: countOrNull,
  recipients: countOrNull,
  bytes: countOrNull,
};

export const activityPointSchema = z
  .object({
    start: time.describe('when the hour or the day begins, UTC'),
    group: z.string().nullable().describe('the server, connector, outcome, rule or version of TLS; null for all together'),
    ...totalsSchema,
    p50Milliseconds: countOrNull.describe('half of the sessions took no longer, within about 5 %'),
    p95Milliseconds: countOrNull,
  })
  .meta({ id: 'ActivityPoint', description: 'what happened in an hour or a day; null where it is not known by group' });

const DAY = 86_400_000;
/** What is shown when nobody says from when on. */
const USUAL_DAYS: Readonly<Record<ActivitySpan, number>> = { hour: 1, day: 31 };

/** From when to when, for what counts by the hour. */
export const spanQuery = {
  from: moment('the first hour or day that is shown; by default the last 24 hours, or 31 days'),
  until: moment('shown is what comes before; by default the present hour is the last'),
  by: z.enum(ACTIVITY_SPANS).default('hour'),
};

/** What a tenant's servers did, hour by hour or day by day. */
export const readActivityRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/activity',
  operationId: 'readActivity',
  tag: 'activity',
  summary: 'Sessions, mail and durations by hour or day, all together or by server, connector, outcome, rule or version of TLS',
  description:
    'In the order of time. A page takes a bounded number of reads and ends with a whole hour or day. Of outcomes, rules and versions of TLS only the sessions are counted.',
  access: READER,
  query: {
    ...spanQuery,
    group: z.enum(ACTIVITY_GROUPS).default('none'),
    server: exactly('of this server alone; small and capital letters are alike'),
    connector: exactly('of this connector alone'),
  },
  answer: z.object({ points: z.array(activityPointSchema), nextLink: nextLinkSchema }).meta({ id: 'Activity' }),
  async handle({ params: { tenant }, query }, { tables, now }: Doorkeeper) {
    const { by, group, server, connector } = query;
    const series = new ActivitySeries(by, group);
    const isAsked = ({ server: named }: StreamHour) => server === undefined || named.toLowerCase() === server.toLowerCase();
    const next = await readWholeSpans(tables, tenant, { ...shownSpan(query, now()), by }, (row) => {
      if (isAsked(row)) series.add(connector === undefined ? row : { ...row, connectors: onlyOf(row.connectors, connector) });
    });
    const path = `/api/v1/tenants/${tenant}/activity`;
    return { json: { points: [...series.points()], nextLink: nextLink(path, { ...query, from: next }, next !== undefined) } };
  },
});

/** The hours that are shown: from one to before another. */
export function shownSpan(
  { from, until, by }: { readonly from?: string | undefined; readonly until?: string | undefined; readonly by: ActivitySpan },
  now: Date,
): { readonly from: string; readonly before: string } {
  const before = hourOf((timeOf(until) ?? now.getTime()) + HOUR - 1);
  const begin = timeOf(from) ?? (timeOf(until) ?? now.getTime()) - USUAL_DAYS[by] * DAY;
  const first = spanStart(hourOf(begin), by).slice(0, before.length);
  if (first > before) throw new Problem('invalid-request', '“from” lies after “until”: nothing can be shown.');
  return { from: first, before };
}

const HOUR = 3_600_000;

/** Reads hours until enough rows were read and a span has ended. @returns where the next page begins. */
async function readWholeSpans(
  tables: Tables,
  tenant: string,
  { from, before, by }: { readonly from: string; readonly before: string; readonly by: ActivitySpan },
  take: (row: StreamHour) => void,
): Promise<string | undefined> {
  let read = 0;
  let span: string | undefined;
  for await (const row of readTenantActivity(tables, tenant, { from, before })) {
    const own = spanStart(row.hour, by);
    if (read >= MAX_ROWS_FOR_A_PAGE && own !== span) return own;
    take(row);
    read += 1;
    span = own;
  }
  return undefined;
}

function onlyOf(connectors: StreamHour['connectors'], connector: string): Readonly<Record<string, Counters>> {
  const keys = (['send', 'receive'] as const).map((direction) => connectorKey({ connector, direction }));
  return Object.fromEntries(Object.entries(connectors).filter(([key]) => keys.includes(key)));
}
