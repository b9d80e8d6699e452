import { z } from 'zod';
import { tryPolicies, type TriedNotification } from '../notify/try-policies.js';
import { listChannels } from '../store/channel-table.js';
import { changesSince, MAX_LOG_DAYS } from '../store/change-table.js';
import { DELIVERY_ACTIONS } from '../store/delivery-row.js';
import { listPolicies, type Policy } from '../store/policy-table.js';
import type { Tables } from '../store/tables.js';
import { listTenants } from '../store/tenant-table.js';
import type { CallerOf } from '../tenants/caller.js';
import { maySee, OPERATOR } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { severitySchema, time } from './parts-schema.js';
import { ownPolicy } from './policies.js';
import { assertOwnPolicy, maySeePolicy, policyBodySchema, policyId } from './policy-schema.js';
import { declareRoute } from './route.js';

const DAY = 86_400_000;

/** Changes that are looked at; a fleet in good health has a few dozen a day. */
const MAX_CHANGES = 10_000;

/** Notifications that are shown whole; the rest is counted. */
const MAX_SHOWN = 200;

const notificationSchema = z
  .object({
    channel: z.string(),
    at: time,
    action: z.enum(DELIVERY_ACTIONS),
    incident: z.string(),
    severity: severitySchema,
    title: z.string(),
    tenants: z.array(z.string()),
    changes: z.int().describe('that it would have told'),
  })
  .meta({ id: 'TriedNotification' });

/** What would have been told in the last days. */
export const tryPolicyRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/notification-policies/dry-run',
  operationId: 'tryNotificationPolicy',
  tag: 'notifications',
  summary:
    'What would have been told in the last days, by a policy of the body, by one that is stored, or by all that are; nothing is sent',
  access: OPERATOR,
  body: z
    .strictObject({
      days: z.int().min(1).max(MAX_LOG_DAYS).default(7),
      policy: z
        .union([policyId, policyBodySchema])
        .optional()
        .describe('the id of one, or one as it would be; left out, all that are stored'),
    })
    .meta({ id: 'PolicyTrial' }),
  answer: z
    .object({
      since: time,
      changes: z.int().describe('that were looked at'),
      isCut: z.boolean().describe(`there were more than ${MAX_CHANGES} changes: the oldest were left out`),
      notifications: z.int(),
      channels: z.array(z.object({ channel: z.string(), notifications: z.int() })),
      newest: z.array(notificationSchema).describe(`the newest, at most ${MAX_SHOWN}`),
    })
    .meta({ id: 'PolicyTrialResult' }),
  async handle({ caller, body: { days, policy } }, { tables, now }: Doorkeeper) {
    const since = new Date(now().getTime() - days * DAY);
    const policies = await policiesTried(tables, caller, policy);
    const [noted, channels, tenants] = await Promise.all([
      changesSince(tables, since, now(), MAX_CHANGES),
      listChannels(tables),
      listTenants(tables),
    ]);
    const seen = noted.filter(({ tenant }) => maySee(caller, tenant)).reverse();
    const byId = <Item extends { readonly id: string }>(items: readonly Item[]) => new Map(items.map((item) => [item.id, item]));
    const tried = tryPolicies(seen, policies, byId(channels), byId(tenants));
    return {
      json: {
        since: since.toISOString(),
        changes: seen.length,
        isCut: noted.length === MAX_CHANGES,
        notifications: tried.length,
        channels: countedByChannel(tried),
        newest: tried.slice(-MAX_SHOWN).reverse().map(shown),
      },
    };
  },
});

async function policiesTried(
  tables: Tables,
  caller: CallerOf<'query'>,
  asked: string | z.output<typeof policyBodySchema> | undefined,
): Promise<readonly Policy[]> {
  if (asked === undefined) return (await listPolicies(tables)).filter((policy) => maySeePolicy(caller, policy));
  if (typeof asked !== 'string') await assertOwnPolicy(tables, caller, asked);
  const policy = typeof asked === 'string' ? await ownPolicy(tables, caller, asked) : { ...asked, id: 'tried' };
  // Whoever tries one wants to see what it would do if it were on.
  return [{ ...policy, enabled: true }];
}

function countedByChannel(tried: readonly TriedNotification[]) {
  const counts = new Map<string, number>();
  for (const { channel } of tried) counts.set(channel, (counts.get(channel) ?? 0) + 1);
  return [...counts].map(([channel, notifications]) => ({ channel, notifications }));
}

function shown({ channel, at, action, incident, changes }: TriedNotification) {
  const [first] = changes;
  return {
    ...{ channel, at, action, incident, severity: first?.severity ?? 'info', title: first?.title ?? '' },
    tenants: [...new Set(changes.map(({ tenant }) => tenant))],
    changes: changes.length,
  };
}
