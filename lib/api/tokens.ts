import { z } from 'zod';
import { SERVER_NAME, TENANT_ID } from '../contract/names.js';
import { TOKEN_DAYS } from '../contract/token-days.js';
import { deleteToken, pageOfTokens, QUERY_ROLES, type StoredToken, type TenantSet, type TokenGrant } from '../store/token-table.js';
import type { CallerOf } from '../tenants/caller.js';
import { makeToken, tokenOfPrefix, tokenPrefix } from '../tenants/token.js';
import { ADMIN, assertOwnTenants, maySeeAll, OPERATOR, READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { nextLinkSchema, time } from './parts-schema.js';
import { Problem } from './problem.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';

const DAY = 86_400_000;
const MAX_TOKENS = 200;

/** Tenants that one token may name; who sees more sees all. */
const MAX_TENANTS = 200;

const tenantId = z.string().regex(TENANT_ID.pattern, TENANT_ID.says);
const tenantSetSchema = z
  .union([z.literal('*'), z.array(tenantId).min(1).max(MAX_TENANTS)])
  .meta({ id: 'TenantSet', description: 'tenants by their ids, or “*”: all, also those that are yet to come' });

const tokenSchema = z
  .object({
    id: z.string().describe('what stands in the token before its secret'),
    role: z.enum(['shipper', ...QUERY_ROLES]),
    name: z.string(),
    tenants: tenantSetSchema,
    server: z.string().nullable().describe('of a shipper’s token'),
    createdAt: time,
    createdBy: z.string(),
    expiresAt: time.nullable(),
    lastUsedAt: time.nullable().describe('to a quarter of an hour; null when never'),
    replaced: z.boolean().describe('the shipper has taken a new one; this one ends soon'),
  })
  .meta({ id: 'Token', description: 'a token without its secret' });

const name = z.string().trim().min(1).max(100).describe('what it is for');
const newTokenSchema = z
  .discriminatedUnion('role', [
    z.object({
      role: z.enum(QUERY_ROLES),
      name,
      tenants: tenantSetSchema,
      expiresInDays: z.int().min(1).max(TOKEN_DAYS.most).default(TOKEN_DAYS.default),
    }),
    z.object({
      role: z.literal('shipper'),
      name: name.optional(),
      tenant: tenantId,
      server: z.string().regex(SERVER_NAME.pattern, SERVER_NAME.says),
      expiresInDays: z.int().min(1).max(TOKEN_DAYS.most).optional(),
    }),
  ])
  .meta({ id: 'NewToken' });

/** Makes a token. Nobody gives more than he has: the tenants must be the caller's. */
export const createTokenRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/tokens',
  operationId: 'createToken',
  tag: 'tokens',
  summary: 'Makes a token; its text is shown this once',
  description: `Query tokens end after ${TOKEN_DAYS.default} days unless said otherwise, shippers’ tokens do not: a shipper renews its own.`,
  access: ADMIN,
  audit: 'token.created',
  body: newTokenSchema,
  status: 201,
  answer: tokenSchema.extend({ token: z.string() }).meta({ id: 'CreatedToken' }),
  async handle({ caller, body }, { tables, now }: Doorkeeper) {
    const { grant, name: named } = asked(body, now());
    await assertOwnTenants(tables, caller, tenantsOf(grant));
    const details = { name: named, createdBy: caller.actor.id, now: now() };
    const { text, ...address } = await makeToken(tables, grant, details);
    const made = { ...address, grant, name: named, createdAt: details.now.toISOString(), createdBy: details.createdBy };
    const json = tokenResource({ ...made, lastUsedAt: null, replacedBy: null });
    return {
      json: { ...json, token: text },
      audited: {
        tenant: address.tenant ?? null,
        target: json.id,
        detail: { role: json.role, name: json.name, tenants: json.tenants, expiresAt: json.expiresAt },
      },
    };
  },
});

function asked(body: z.output<typeof newTokenSchema>, now: Date): { readonly grant: TokenGrant; readonly name: string } {
  const expiresAt = body.expiresInDays === undefined ? undefined : new Date(now.getTime() + body.expiresInDays * DAY);
  if (body.role !== 'shipper') return { grant: { kind: 'query', tenants: body.tenants, role: body.role, expiresAt }, name: body.name };
  const { tenant, server, name: given = `shipper of ${server}` } = body;
  return { grant: { kind: 'shipper', tenant, server, expiresAt }, name: given };
}

/** Query tokens: those that are for no tenant but the caller's. */
export const listTokensRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tokens',
  operationId: 'listTokens',
  tag: 'tokens',
  summary: 'Query tokens, without their secrets; the newest first',
  access: ADMIN,
  query: { after: z.string().max(40).optional(), limit: pageSize(MAX_TOKENS) },
  answer: z.object({ tokens: z.array(tokenSchema), nextLink: nextLinkSchema }).meta({ id: 'Tokens' }),
  async handle({ caller, query: { after, limit } }, { tables }: Doorkeeper) {
    const { items, next } = await pageOfTokens(tables, { after, limit, only: (token) => isWithin(token, caller) });
    return { json: { tokens: items.map(tokenResource), nextLink: nextLink('/api/v1/tokens', { limit, after: next }, next !== undefined) } };
  },
});

/** Tokens of a tenant's shippers. */
export const listShipperTokensRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/tokens',
  operationId: 'listShipperTokens',
  tag: 'tokens',
  summary: 'Tokens of a tenant’s shippers, without their secrets; the newest first',
  access: OPERATOR,
  worksWhileDisabled: true,
  query: { after: z.string().max(40).optional(), limit: pageSize(MAX_TOKENS) },
  answer: z.object({ tokens: z.array(tokenSchema), nextLink: nextLinkSchema }).meta({ id: 'ShipperTokens' }),
  async handle({ params: { tenant }, query: { after, limit } }, { tables }: Doorkeeper) {
    const { items, next } = await pageOfTokens(tables, { tenant, after, limit });
    const path = `/api/v1/tenants/${tenant}/tokens`;
    return { json: { tokens: items.map(tokenResource), nextLink: nextLink(path, { limit, after: next }, next !== undefined) } };
  },
});

/** What the caller's own token allows. */
export const readOwnAccessRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/access',
  operationId: 'readOwnAccess',
  tag: 'tokens',
  summary: 'Who the caller is, and what it may do',
  access: READER,
  answer: z
    .object({
      id: z.string(),
      name: z.string(),
      role: z.enum(QUERY_ROLES),
      tenants: tenantSetSchema,
      expiresAt: time.nullable(),
    })
    .meta({ id: 'OwnAccess' }),
  handle({ caller: { actor, role, tenants, expiresAt } }) {
    return Promise.resolve({ json: { id: actor.id, name: actor.name, role, tenants, expiresAt: expiresAt?.toISOString() ?? null } });
  },
});

/** Ends a token at once, a query token as well as a shipper's. */
export const revokeTokenRoute = declareRoute({
  method: 'DELETE',
  path: '/api/v1/tokens/{token}',
  operationId: 'revokeToken',
  tag: 'tokens',
  summary: 'Ends a token at once',
  access: ADMIN,
  audit: 'token.revoked',
  params: { token: z.string().max(100) },
  answer: z.object({ revoked: z.string() }).meta({ id: 'RevokedToken' }),
  async handle({ caller, params: { token: prefix } }, { tables }: Doorkeeper) {
    const found = await tokenOfPrefix(tables, prefix);
    if (found === undefined || !isWithin(found, caller) || !(await deleteToken(tables, found)))
      throw new Problem('not-found', `There is no token “${prefix}”, or it is for tenants that this token may not see.`);
    return { json: { revoked: prefix }, audited: { tenant: found.tenant ?? null, target: prefix, detail: { name: found.name } } };
  },
});

/** Whether a token is for no tenant but those that the caller sees. */
function isWithin({ grant }: Pick<StoredToken, 'grant'>, caller: CallerOf<'query'>): boolean {
  return maySeeAll(caller, tenantsOf(grant));
}

function tenantsOf(grant: TokenGrant): TenantSet {
  return grant.kind === 'shipper' ? [grant.tenant] : grant.tenants;
}

function tokenResource(token: Omit<StoredToken, 'hash' | 'etag'>) {
  const { grant, name: named, createdAt, createdBy, lastUsedAt, replacedBy } = token;
  return {
    id: tokenPrefix(token),
    ...(grant.kind === 'shipper'
      ? { role: 'shipper' as const, tenants: [grant.tenant], server: grant.server }
      : { role: grant.role, tenants: grant.tenants, server: null }),
    name: named,
    createdAt,
    createdBy,
    expiresAt: grant.expiresAt?.toISOString() ?? null,
    lastUsedAt,
    replaced: replacedBy !== null,
  };
}
