import type { HttpRequest } from '@azure/functions';
import type { Tables } from '../store/tables.js';
import { findTenant } from '../store/tenant-table.js';
import { verifyAdminToken, type AdminToken } from '../tenants/admin-token.js';
import type { Caller } from '../tenants/caller.js';
import { TENANT_ID } from '../contract/names.js';
import { noteTokenUse, tokenPrefix, verifyToken } from '../tenants/token.js';
import type { NamedTenant } from './access.js';
import { Problem } from './problem.js';

/** What a request is checked against. */
export interface Doorkeeper {
  readonly tables: Tables;
  readonly now: () => Date;
  /** The first administrator's, where the settings hold one. */
  readonly adminToken?: AdminToken | undefined;
}

/** Who asks, and about whom. */
export interface Asking {
  /** The bearer of the request's token; `undefined` without one. */
  readonly caller: Caller | undefined;
  /** The tenant that the path names, or, of a shipper, its own. */
  readonly tenant: NamedTenant | undefined;
}

/**
 * Finds out who asks, and about which tenant. What the caller may do is the route's to say.
 *
 * @throws {Problem} unauthorized, for a token that is not valid
 */
export async function authenticate(request: HttpRequest, door: Doorkeeper): Promise<Asking> {
  const named = request.params['tenant'];
  const [caller, tenant] = await Promise.all([callerOf(request, door), named === undefined ? undefined : tenantNamed(named, door)]);
  return { caller, tenant: caller?.kind === 'shipper' ? await tenantNamed(caller.tenant, door) : tenant };
}

/** What has not the form of an id is nobody's, and is no key to look under. */
async function tenantNamed(id: string, { tables }: Doorkeeper): Promise<NamedTenant> {
  return { id, found: TENANT_ID.pattern.test(id) ? await findTenant(tables, id) : undefined };
}

async function callerOf(request: HttpRequest, { tables, now, adminToken }: Doorkeeper): Promise<Caller | undefined> {
  const text = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (text === undefined) return undefined;
  const admin = verifyAdminToken(adminToken, text);
  if (admin !== undefined) return admin;
  const token = await verifyToken(tables, text, now());
  if (token === undefined) throw new Problem('unauthorized', 'The token is unknown, expired or revoked. Ask your operator for a new one.');
  await noteTokenUse(tables, token, now());
  const actor = { kind: 'token', id: tokenPrefix(token), name: token.name } as const;
  return token.grant.kind === 'shipper' ? { ...token.grant, actor, address: token } : { ...token.grant, actor };
}
