import { z } from 'zod';
import type { Handling } from '../diagnosis/finding-state.js';
import type { ObservationHandling } from '../watch/observation-life.js';
import { Problem } from './problem.js';

/** Nobody mutes for longer: what is muted for ever is forgotten. */
const MAX_MUTE_DAYS = 90;
const DAY = 86_400_000;

const said = { by: z.string().min(1).max(200), note: z.string().max(2000).nullable().default(null) };

/** What a person asks for. The token says which operator's system speaks; `by` says who. */
export const acknowledgedRequest = z.object({ state: z.literal('acknowledged'), ...said });
export const resolvedRequest = z.object({ state: z.literal('resolved'), ...said });
export const mutedRequest = z.object({
  state: z.literal('muted'),
  ...said,
  until: z.iso.datetime({ error: 'when the muting ends, such as 2026-12-01T08:00:00Z' }),
});
/** Takes back what was done. */
export const openRequest = z.object({ state: z.literal('open') });

type AskedOfAny = z.output<typeof acknowledgedRequest | typeof mutedRequest | typeof openRequest>;

/**
 * What was asked for, as it is kept; `null` for nothing.
 *
 * @throws {Problem} invalid-request, for a muting that ends in the past or too late
 */
export function handlingOf(asked: AskedOfAny, now: Date): ObservationHandling | null;
export function handlingOf(asked: AskedOfAny | z.output<typeof resolvedRequest>, now: Date): Handling | null;
export function handlingOf(asked: AskedOfAny | z.output<typeof resolvedRequest>, now: Date): Handling | null {
  const at = now.toISOString();
  if (asked.state === 'open') return null;
  const { by, note } = asked;
  if (asked.state !== 'muted') return { kind: asked.state, at, by, note };
  const until = Date.parse(asked.until);
  if (until <= now.getTime() || until > now.getTime() + MAX_MUTE_DAYS * DAY)
    throw new Problem('invalid-request', `“until”: must lie in the future, and at most ${MAX_MUTE_DAYS} days ahead.`);
  return { kind: 'muted', at, by, note, until: new Date(until).toISOString() };
}
