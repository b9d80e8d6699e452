import { z } from 'zod';
import { listObservations } from '../store/observation-table.js';
import { openWorstFirst } from '../watch/observation-life.js';
import { READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { causeSchema, referenceSchema, remedyStepSchema, severitySchema, time } from './parts-schema.js';
import { declareRoute } from './route.js';

export const observationSchema = z
  .object({
    id: z.string(),
    tenant: z.string(),
    watch: z.string(),
    severity: severitySchema,
    title: z.string(),
    summary: z.string(),
    server: z.string().nullable().describe('null when it concerns the whole tenant'),
    connector: z.string().nullable(),
    keyFact: z.string(),
    since: time,
    deadline: z
      .object({ at: time, withinDays: z.int().describe('the narrowest notice that the date lies within; 0 when it has passed') })
      .nullable()
      .describe('null for what has no date'),
    causes: z.array(causeSchema),
    remedy: z.array(remedyStepSchema),
    references: z.array(referenceSchema),
    openedAt: time,
    endedAt: time.nullable().describe('null while it holds'),
    reopenedAt: time.nullable(),
  })
  .meta({ id: 'Observation', description: 'what is seen of a tenant before any session fails' });

/** What watches see of a tenant: those that hold first, the worst first. */
export const listObservationsRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/observations',
  operationId: 'listObservations',
  tag: 'observations',
  summary: 'What is seen before any session fails: those that hold first, the worst first',
  access: READER,
  answer: z.object({ observations: z.array(observationSchema) }).meta({ id: 'Observations' }),
  async handle({ params: { tenant } }, { tables }: Doorkeeper) {
    const observations = (await listObservations(tables, tenant)).toSorted(openWorstFirst);
    return {
      json: {
        observations: observations.map(({ id, observation, openedAt, endedAt, reopenedAt }) => ({
          id,
          tenant,
          ...observation,
          openedAt,
          endedAt,
          reopenedAt,
        })),
      },
    };
  },
});
