import { z } from 'zod';
import { findObservation, handleObservation, listObservations } from '../store/observation-table.js';
import { refreshFleetObservations } from '../store/fleet-observations.js';
import type { Tables } from '../store/tables.js';
import { OBSERVATION_STATES, observationState, openWorstFirst, type LastingObservation } from '../watch/observation-life.js';
import { OPERATOR, READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { changedMeanwhile } from './etag.js';
import { handlingSchema } from './finding-schema.js';
import { acknowledgedRequest, handlingOf, mutedRequest, openRequest } from './handling-request.js';
import { causeSchema, referenceSchema, remedyStepSchema, severitySchema, time } from './parts-schema.js';
import { Problem } from './problem.js';
import { declareRoute } from './route.js';

export const observationSchema = z
  .object({
    id: z.string(),
    tenant: z.string(),
    url: z.string(),
    watch: z.string(),
    severity: severitySchema,
    state: z.enum(OBSERVATION_STATES),
    handling: handlingSchema.nullable(),
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
  async handle({ params: { tenant } }, { tables, now }: Doorkeeper) {
    const observations = (await listObservations(tables, tenant)).toSorted(openWorstFirst);
    return { json: { observations: observations.map((lasting) => resource(tenant, lasting, now())) } };
  },
});

/** One of them. */
export const readObservationRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/observations/{observation}',
  operationId: 'readObservation',
  tag: 'observations',
  summary: 'One thing that a watch sees, or saw',
  access: READER,
  params: { observation: z.string() },
  answer: observationSchema,
  handle: ({ params: { tenant, observation } }, { tables, now }: Doorkeeper) => observationAnswer(tables, tenant, observation, now()),
});

/** Acknowledges, mutes for a while, or takes that back. With `If-Match` only if nothing has changed since. */
export const changeObservationRoute = declareRoute({
  method: 'PATCH',
  path: '/api/v1/tenants/{tenant}/observations/{observation}',
  operationId: 'changeObservation',
  tag: 'observations',
  summary: 'Acknowledges what a watch sees, mutes it until a moment, or takes that back',
  description:
    'Muted, nobody is told that it begins, comes back or becomes worse; what still stands at the end is told then. It ends by itself when the watch no longer sees it.',
  access: OPERATOR,
  audit: 'observation.changed',
  params: { observation: z.string() },
  body: z
    .discriminatedUnion('state', [acknowledgedRequest, mutedRequest, openRequest])
    .meta({ id: 'ObservationChange', description: 'what a person does about what a watch sees; “open” takes it back' }),
  answer: observationSchema,
  async handle({ params: { tenant, observation }, body, ifMatch }, { tables, now }: Doorkeeper) {
    const result = await handleObservation(tables, tenant, observation, handlingOf(body, now()), ifMatch);
    if (result === 'changed-meanwhile') throw changedMeanwhile(observation);
    const answer = await observationAnswer(tables, tenant, observation, now());
    await refreshFleetObservations(tables, tenant);
    return { ...answer, audited: { detail: body } };
  },
});

/** An observation by itself, with the ETag under which it can be changed. @throws {Problem} not-found */
async function observationAnswer(tables: Tables, tenant: string, id: string, now: Date) {
  const found = await findObservation(tables, tenant, id);
  if (found === undefined) throw new Problem('not-found', `Tenant “${tenant}” has no observation “${id}”.`);
  return { json: resource(tenant, found, now), etag: found.etag };
}

function resource(tenant: string, lasting: LastingObservation, now: Date) {
  const { id, observation, openedAt, endedAt, reopenedAt, handling } = lasting;
  const url = `/api/v1/tenants/${tenant}/observations/${id}`;
  return { id, tenant, url, ...observation, state: observationState(lasting, now), handling, openedAt, endedAt, reopenedAt };
}
