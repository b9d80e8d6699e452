import type { HttpRequest } from '@azure/functions';
import { z } from 'zod';
import type { Handling } from '../diagnosis/finding-state.js';
import { handleFinding } from '../store/finding-condition.js';
import { authenticateOperator } from './authenticate.js';
import { getFinding } from './findings.js';
import type { RawServices } from '../ingest/raw-session.js';
import { Problem } from './problem.js';
import { readBody } from './read-body.js';
import type { Answer } from './route.js';

/** Nobody mutes for longer: what is muted for ever is forgotten. */
const MAX_MUTE_DAYS = 90;
const DAY = 86_400_000;

const said = { by: z.string().min(1).max(200), note: z.string().max(2000).nullable().default(null) };

/** What a person did about a finding. The token says which operator's system speaks; `by` says who. */
const handlingSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('acknowledged'), ...said }),
  z.object({ state: z.literal('resolved'), ...said }),
  z.object({ state: z.literal('muted'), ...said, until: z.iso.datetime({ error: 'when the muting ends, such as 2026-12-01T08:00:00Z' }) }),
  z.object({ state: z.literal('open') }),
]);

/**
 * `PATCH /api/v1/tenants/{tenant}/findings/{finding}`: acknowledges, mutes for a while, resolves, or takes that back. With `If-Match` only if nothing has
 * changed since.
 */
export async function patchFinding(request: HttpRequest, services: RawServices & { readonly now: () => Date }): Promise<Answer> {
  const { tenant = '', finding = '' } = request.params;
  await authenticateOperator(request, tenant, services);
  const handling = handlingOf(await readBody(request, handlingSchema), services.now());
  const etag = request.headers.get('if-match') ?? undefined;
  const result = await handleFinding(services.tables, tenant, finding, handling, etag);
  if (result === 'not-found') throw new Problem('not-found', `Tenant “${tenant}” has no finding “${finding}”.`);
  if (result === 'changed-meanwhile')
    throw new Problem('changed-meanwhile', `“${finding}” has changed since it was read. Read it again, and decide again.`);
  return getFinding(request, services);
}

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
