import { z } from 'zod';
import { TENANT_ID } from '../contract/names.js';
import { RULES } from '../diagnosis/rules/index.js';
import { UNRECOGNISED } from '../diagnosis/rules/unrecognised.js';
import { listChannels } from '../store/channel-table.js';
import { TELLABLE_CHANGES, type Policy } from '../store/policy-table.js';
import type { Tables } from '../store/tables.js';
import type { CallerOf } from '../tenants/caller.js';
import { WATCH_IDS } from '../watch/watch-ids.js';
import { assertOwnTenants, maySeeAll } from './access.js';
import { channelId, maySeeChannel } from './channel-schema.js';
import { severitySchema } from './parts-schema.js';
import { Problem } from './problem.js';
import { tag } from './tenants.js';

/** Of a policy, in the words of whoever made it. */
export const policyId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'has 1 to 63 small letters, digits and hyphens, such as “blockers”');

const rule = z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}\*?$/, 'is a rule or a watch, or the beginning of some and a star: “tls-*”');
const MAX_OF_EACH = 200;

/** A policy, as somebody asks for it. */
export const policyBodySchema = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    enabled: z.boolean().default(true),
    tenants: z
      .union([z.literal('*'), z.array(z.string().regex(TENANT_ID.pattern, TENANT_ID.says)).min(1).max(MAX_OF_EACH)])
      .describe('by their ids, or “*”: all, also those that are yet to come'),
    tags: z.array(tag).max(20).default([]).describe('only tenants that bear one of these'),
    rules: z.array(rule).max(MAX_OF_EACH).default([]).describe('only these rules and watches; “tls-*” is all that begin so'),
    severities: z.array(severitySchema).max(5).default([]),
    changes: z
      .array(z.enum(TELLABLE_CHANGES))
      .max(TELLABLE_CHANGES.length)
      .default([])
      .describe('“recovered” is also what turned out to be nothing'),
    channels: z.array(channelId).min(1).max(20),
    fallback: z.boolean().default(false).describe('it takes only what no other policy takes'),
  })
  .meta({ id: 'NotificationPolicyBody', description: 'an empty list asks for nothing special' });

export const policySchema = policyBodySchema
  .extend({ id: z.string(), url: z.string() })
  .meta({ id: 'NotificationPolicy', description: 'which changes go to which channels' });

export function policyResource({ id, name, enabled, tenants, tags, rules, severities, changes, channels, fallback }: Policy) {
  return { id, url: `/api/v1/notification-policies/${id}`, name, enabled, tenants, tags, rules, severities, changes, channels, fallback };
}

/** Whether a policy is for no tenant but the caller's. */
export function maySeePolicy(caller: CallerOf<'query'>, { tenants }: Pick<Policy, 'tenants'>): boolean {
  return maySeeAll(caller, tenants);
}

/** @throws {Problem} for a tenant or a channel that is not the caller's, or does not exist: both are answered alike; and for a rule that there is not */
export async function assertOwnPolicy(
  tables: Tables,
  caller: CallerOf<'query'>,
  { tenants, channels, rules }: z.output<typeof policyBodySchema>,
): Promise<void> {
  await assertOwnTenants(tables, caller, tenants);
  const knownChannels = new Set((await listChannels(tables)).filter((channel) => maySeeChannel(caller, channel)).map(({ id }) => id));
  const lost = channels.find((id) => !knownChannels.has(id));
  if (lost !== undefined) throw new Problem('invalid-request', `“channels”: there is no channel “${lost}”, or this token may not see it.`);
  const unknown = rules.find((asked) => !isKnownRule(asked));
  if (unknown !== undefined)
    throw new Problem(
      'invalid-request',
      `“rules”: nothing is called “${unknown}”. GET /api/v1/rules has the rules, docs/watches.md the watches.`,
    );
}

const CHUNK_RULES = ['chunk-quarantined', 'chunk-conflicting'];

/** A word that is misspelt would match nothing, and nobody would be told. */
function isKnownRule(asked: string): boolean {
  const known = [...RULES.map(({ id }) => id), ...UNRECOGNISED.map(({ id }) => id), ...WATCH_IDS, ...CHUNK_RULES];
  return asked.endsWith('*') ? known.some((id) => id.startsWith(asked.slice(0, -1))) : known.includes(asked);
}
