import { z } from 'zod';
import type { Handling } from '../diagnosis/finding-state.js';
import { handleFinding } from '../store/finding-condition.js';
import { refreshFleetFindings } from '../store/fleet-findings.js';
import { OPERATOR } from './access.js';
import { findingDetailSchema } from './finding-schema.js';
import { findingAnswer, type FindingServices } from './findings.js';
import { Problem } from './problem.js';
import { declareRoute } from './route.js';

/** Nobody mutes for longer: what is muted for ever is forgotten. */
const MAX_MUTE_DAYS = 90;
const DAY = 86_400_000;

const said = { by: z.string().min(1).max(200), note: z.string().max(2000).nullable().default(null) };

/** What a person did about a finding. The token says which operator's system speaks; `by` says who. */
const handlingSchema = z
  .discriminatedUnion('state', [
    z.object({ state: z.literal('acknowledged'), ...said }),
    z.object({ state: z.literal('resolved'), ...said }),
    z.object({
      state: z.literal('muted'),
      ...said,
      until: z.iso.datetime({ error: 'when the muting ends, such as 2026-12-01T08:00:00Z' }),
    }),
    z.object({ state: z.literal('open') }),
  ])
  .meta({ id: 'FindingChange', description: 'what a person does about a finding; “open” takes it back' });

/** Acknowledges, mutes for a while, resolves, or takes that back. With `If-Match` only if nothing has changed since. */
export const changeFindingRoute = declareRoute({
  method: 'PATCH',
  path: '/api/v1/tenants/{tenant}/findings/{finding}',
  operationId: 'changeFinding',
  tag: 'findings',
  summary: 'Acknowledges a finding, mutes it until a moment, resolves it, or takes that back',
  access: OPERATOR,
  audit: 'finding.changed',
  params: { finding: z.string() },
  body: handlingSchema,
  answer: findingDetailSchema,
  async handle({ params: { tenant, finding }, body, ifMatch }, services: FindingServices) {
    const result = await handleFinding(services.tables, tenant, finding, handlingOf(body, services.now()), ifMatch);
    if (result === 'not-found') throw new Problem('not-found', `Tenant “${tenant}” has no finding “${finding}”.`);
    if (result === 'changed-meanwhile')
      throw new Problem('changed-meanwhile', `“${finding}” has changed since it was read. Read it again, and decide again.`);
    const answer = await findingAnswer(services, tenant, finding);
    await refreshFleetFindings(services.tables, tenant, answer.json.state === 'recovered' ? 'recovered' : 'failing');
    return { ...answer, audited: { detail: body } };
  },
});

function handlingOf(asked: z.output<typeof handlingSchema>, now: Date): Handling | null {
  const at = now.toISOString();
  if (asked.state === 'open') return null;
  const { by, note } = asked;
  if (asked.state !== 'muted') return { kind: asked.state, at, by, note };
  const until = Date.parse(asked.until);
  if (until <= now.getTime() || until > now.getTime() + MAX_MUTE_DAYS * DAY)
    throw new Problem('invalid-request', `“until”: must lie in the future, and at most ${MAX_MUTE_DAYS} days ahead.`);
  return { kind: 'muted', at, by, note, until: new Date(until).toISOString() };
}
