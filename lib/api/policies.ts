import { z } from 'zod';
import { deletePolicy, findPolicy, listPolicies, savePolicy, type StoredPolicy } from '../store/policy-table.js';
import type { Tables } from '../store/tables.js';
import type { CallerOf } from '../tenants/caller.js';
import { ADMIN, READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { changedMeanwhile } from './etag.js';
import { assertOwnPolicy, maySeePolicy, policyBodySchema, policyId, policyResource, policySchema } from './policy-schema.js';
import { Problem } from './problem.js';
import { declareRoute } from './route.js';

/** All of them are read in one query whenever something is told. */
const MAX_POLICIES = 200;

const params = { policy: policyId };

/** The policies that are the caller's. */
export const listPoliciesRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/notification-policies',
  operationId: 'listNotificationPolicies',
  tag: 'notifications',
  summary: 'Notification policies: which changes go to which channels',
  access: READER,
  answer: z.object({ policies: z.array(policySchema) }).meta({ id: 'NotificationPolicies' }),
  async handle({ caller }, { tables }: Doorkeeper) {
    const policies = (await listPolicies(tables)).filter((policy) => maySeePolicy(caller, policy));
    return { json: { policies: policies.map(policyResource) } };
  },
});

/** One policy. */
export const readPolicyRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/notification-policies/{policy}',
  operationId: 'readNotificationPolicy',
  tag: 'notifications',
  summary: 'One notification policy',
  access: READER,
  params,
  answer: policySchema,
  async handle({ caller, params: { policy } }, { tables }: Doorkeeper) {
    const found = await ownPolicy(tables, caller, policy);
    return { json: policyResource(found), etag: found.etag };
  },
});

/** Makes a policy, or puts another in its place. */
export const savePolicyRoute = declareRoute({
  method: 'PUT',
  path: '/api/v1/notification-policies/{policy}',
  operationId: 'saveNotificationPolicy',
  tag: 'notifications',
  summary: 'Makes a notification policy, or puts another in its place',
  description: 'With `If-Match` only if it is there and nobody has changed it since.',
  access: ADMIN,
  audit: 'policy.saved',
  params,
  body: policyBodySchema,
  answer: policySchema,
  async handle({ caller, params: { policy: id }, body, ifMatch }, { tables }: Doorkeeper) {
    await assertOwnPolicy(tables, caller, body);
    const policies = await listPolicies(tables);
    const known = policies.find((policy) => policy.id === id);
    if (known !== undefined && !maySeePolicy(caller, known))
      throw new Problem('already-exists', `Policy “${id}” is for other tenants. Choose another id.`);
    if (known === undefined && policies.length >= MAX_POLICIES)
      throw new Problem('too-many-open', `There are ${MAX_POLICIES} policies. Delete one that is not needed.`);
    if ((await savePolicy(tables, { ...body, id }, ifMatch)) !== 'done') throw changedMeanwhile(id);
    const saved = await ownPolicy(tables, caller, id);
    return { json: policyResource(saved), etag: saved.etag, audited: { tenant: null, detail: body } };
  },
});

/** Deletes a policy. */
export const deletePolicyRoute = declareRoute({
  method: 'DELETE',
  path: '/api/v1/notification-policies/{policy}',
  operationId: 'deleteNotificationPolicy',
  tag: 'notifications',
  summary: 'Deletes a notification policy',
  access: ADMIN,
  audit: 'policy.deleted',
  params,
  answer: z.object({ deleted: z.string() }).meta({ id: 'DeletedNotificationPolicy' }),
  async handle({ caller, params: { policy: id }, ifMatch }, { tables }: Doorkeeper) {
    await ownPolicy(tables, caller, id);
    if ((await deletePolicy(tables, id, ifMatch)) === 'changed-meanwhile') throw changedMeanwhile(id);
    return { json: { deleted: id }, audited: { tenant: null } };
  },
});

/** A policy of the caller's. @throws {Problem} not-found, also for what is not the caller's */
export async function ownPolicy(tables: Tables, caller: CallerOf<'query'>, id: string): Promise<StoredPolicy> {
  const policy = await findPolicy(tables, id);
  if (policy === undefined || !maySeePolicy(caller, policy))
    throw new Problem('not-found', `There is no policy “${id}”, or it is for tenants that this token may not see.`);
  return policy;
}
