import { z } from 'zod';
import { TENANT_ID } from '../contract/names.js';
import {
  changeTenant,
  createTenant,
  findTenant,
  listTenants,
  TENANT_STATES,
  type StoredTenant,
  type TenantChange,
} from '../store/tenant-table.js';
import type { Tables } from '../store/tables.js';
import { ADMIN, maySee, READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { changedMeanwhile } from './etag.js';
import { nextLinkSchema, time } from './parts-schema.js';
import { Problem } from './problem.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';

const MAX_TENANTS = 500;

const name = z.string().trim().min(1).max(200);
/** A word by which the MSP groups its tenants. */
export const tag = z
  .string()
  .regex(/^[a-z0-9][a-z0-9:._-]{0,49}$/, 'a tag has 1 to 50 small letters, digits and : . _ -, such as “tier:gold”');
const tags = z.array(tag).max(20);
const settings = {
  retentionDays: z.int().min(1).max(3650).describe('for how many days the tables keep what the logs said'),
  silentAfterMinutes: z.int().min(5).max(10_080).describe('for how many minutes a server may say nothing until it counts as silent'),
  pseudonyms: z.boolean().describe('whether only logs and exports are taken in which pseudonyms stand in the place of persons'),
};

export const tenantSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    name: z.string(),
    state: z.enum(TENANT_STATES),
    since: time.nullable().describe('since when it is in this state'),
    tags: z.array(z.string()),
    ...settings,
    notificationPause: z
      .object({ until: time, reason: z.string(), by: z.string(), at: time })
      .nullable()
      .describe('until when nobody is told of what begins there; null when people are'),
  })
  .meta({ id: 'Tenant', description: 'a customer' });

/** The tenants that the caller may see, by id. */
export const listTenantsRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants',
  operationId: 'listTenants',
  tag: 'tenants',
  summary: 'The tenants that the caller may see, by id',
  access: READER,
  query: {
    tag: tag.optional(),
    state: z.enum(TENANT_STATES).optional(),
    after: z.string().max(63).optional(),
    limit: pageSize(MAX_TENANTS),
  },
  answer: z.object({ tenants: z.array(tenantSchema), nextLink: nextLinkSchema }).meta({ id: 'Tenants' }),
  async handle({ caller, query: { after = '', limit, ...only } }, { tables }: Doorkeeper) {
    const asked = (await listTenants(tables)).filter(
      (tenant) =>
        tenant.id > after &&
        maySee(caller, tenant.id) &&
        (only.state === undefined || tenant.state === only.state) &&
        (only.tag === undefined || tenant.tags.includes(only.tag)),
    );
    const page = asked.slice(0, limit);
    const next = nextLink('/api/v1/tenants', { ...only, limit, after: page.at(-1)?.id }, asked.length > limit);
    return { json: { tenants: page.map(tenantResource), nextLink: next } };
  },
});

/** One tenant. */
export const readTenantRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}',
  operationId: 'readTenant',
  tag: 'tenants',
  summary: 'One tenant, with its settings',
  access: READER,
  worksWhileDisabled: true,
  answer: tenantSchema,
  handle: ({ params: { tenant } }, { tables }: Doorkeeper) => tenantAnswer(tables, tenant),
});

/** Adds a tenant. */
export const createTenantRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/tenants',
  operationId: 'createTenant',
  tag: 'tenants',
  summary: 'Adds a tenant',
  access: ADMIN,
  audit: 'tenant.created',
  body: z
    .object({
      id: z.string().regex(TENANT_ID.pattern, TENANT_ID.says),
      name,
      tags: tags.default([]),
      retentionDays: settings.retentionDays.optional(),
      silentAfterMinutes: settings.silentAfterMinutes.optional(),
      pseudonyms: settings.pseudonyms.optional(),
    })
    .meta({ id: 'NewTenant' }),
  status: 201,
  answer: tenantSchema,
  async handle({ caller, body: { id, ...asked } }, { tables, now }: Doorkeeper) {
    if (!maySee(caller, id)) throw new Problem('forbidden', `This token is for some tenants, and “${id}” is none of them.`);
    const created = await createTenant(tables, id, { ...given(asked), name: asked.name, since: now().toISOString() });
    if (!created) throw new Problem('already-exists', `There is a tenant “${id}” already. Choose another id, or change that one.`);
    return { ...(await tenantAnswer(tables, id)), audited: { tenant: id, target: id, detail: given(asked) } };
  },
});

/** Changes a tenant's name, tags and settings. */
export const changeTenantRoute = declareRoute({
  method: 'PATCH',
  path: '/api/v1/tenants/{tenant}',
  operationId: 'changeTenant',
  tag: 'tenants',
  summary: 'Changes a tenant’s name, tags or settings; what is left out stays',
  access: ADMIN,
  worksWhileDisabled: true,
  audit: 'tenant.changed',
  body: z
    .strictObject({
      name: name.optional(),
      tags: tags.optional(),
      retentionDays: settings.retentionDays.optional(),
      silentAfterMinutes: settings.silentAfterMinutes.optional(),
      pseudonyms: settings.pseudonyms.optional(),
    })
    .meta({ id: 'TenantChange' }),
  answer: tenantSchema,
  async handle({ params: { tenant }, body, ifMatch }, { tables }: Doorkeeper) {
    const result = await changeTenant(tables, tenant, given(body), ifMatch);
    if (result !== 'done') throw changedMeanwhile(tenant);
    return { ...(await tenantAnswer(tables, tenant)), audited: { detail: given(body) } };
  },
});

/** Takes nothing more from a tenant, and tells nothing more of it. All is kept. */
export const disableTenantRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/tenants/{tenant}/disable',
  operationId: 'disableTenant',
  tag: 'tenants',
  summary: 'Disables a tenant: uploads and queries are refused, all is kept',
  access: ADMIN,
  worksWhileDisabled: true,
  audit: 'tenant.disabled',
  answer: tenantSchema,
  handle: ({ params: { tenant }, ifMatch }, services: Doorkeeper) => turn(services, tenant, 'disabled', ifMatch),
});

/** Takes a tenant's logs again. */
export const enableTenantRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/tenants/{tenant}/enable',
  operationId: 'enableTenant',
  tag: 'tenants',
  summary: 'Enables a tenant that was disabled',
  access: ADMIN,
  worksWhileDisabled: true,
  audit: 'tenant.enabled',
  answer: tenantSchema,
  handle: ({ params: { tenant }, ifMatch }, services: Doorkeeper) => turn(services, tenant, 'active', ifMatch),
});

/** Begins to delete all that is known of a tenant. */
export const deleteTenantRoute = declareRoute({
  method: 'DELETE',
  path: '/api/v1/tenants/{tenant}',
  operationId: 'deleteTenant',
  tag: 'tenants',
  summary: 'Deletes a tenant with everything: logs, sessions, findings, inventory, tokens',
  description:
    'It begins at once and goes on in the background; it can’t be undone. “confirm” is the tenant’s id once more. Reading the tenant tells how it stands; when it is not found any more, nothing is left.',
  access: ADMIN,
  worksWhileDisabled: true,
  audit: 'tenant.deletion-asked',
  query: { confirm: z.string().max(63) },
  status: 202,
  answer: tenantSchema,
  handle({ params: { tenant }, query: { confirm }, ifMatch }, services: Doorkeeper) {
    if (confirm !== tenant)
      throw new Problem('invalid-request', `The query’s “confirm”: must be “${tenant}”, since nothing of it will be left.`);
    return turn(services, tenant, 'deleting', ifMatch);
  },
});

/** What is being deleted stays so: half of it is gone. */
async function turn({ tables, now }: Doorkeeper, id: string, state: StoredTenant['state'], ifMatch: string | undefined) {
  const tenant = await findTenant(tables, id);
  if (tenant === undefined) throw gone(id);
  if (tenant.state === 'deleting' && state !== 'deleting')
    throw new Problem('tenant-disabled', `Tenant “${id}” is being deleted; that can’t be undone.`);
  if (tenant.state !== state) {
    const result = await changeTenant(tables, id, { state, since: now().toISOString() }, ifMatch ?? tenant.etag);
    if (result !== 'done') throw changedMeanwhile(id);
  }
  return tenantAnswer(tables, id);
}

/** A tenant as it is answered. @throws {Problem} not-found */
export async function tenantAnswer(tables: Tables, id: string) {
  const tenant = await findTenant(tables, id);
  if (tenant === undefined) throw gone(id);
  return { json: tenantResource(tenant), etag: tenant.etag };
}

function gone(id: string): Problem {
  return new Problem('not-found', `There is no tenant “${id}”, or this token may not see it.`);
}

function tenantResource({ id, name: called, state, since, tags: words, settings: set, notificationPause }: StoredTenant) {
  return { id, url: `/api/v1/tenants/${id}`, name: called, state, since, tags: words, ...set, notificationPause };
}

/** What is left out of a change is left out of the row, too. */
function given(change: { readonly [Key in keyof TenantChange]?: TenantChange[Key] | undefined }): TenantChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
