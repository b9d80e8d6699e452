import type { Tables } from '../store/tables.js';
import { findTenant } from '../store/tenant-table.js';
import { verifyAdminToken, type AdminToken } from '../tenants/admin-token.js';
import type { Caller } from '../tenants/caller.js';
import { TENANT_ID } from '../contract/names.js';
import { noteTokenUse, tokenPrefix, verifyToken } from '../tenants/token.js';
import type { NamedTenant } from './access.js';
import type { ApiRequest } from './api-request.js';
import { DirectoryAway, type VerifyUser } from '../tenants/entra.js';
import { Problem } from './problem.js';
import { STRANGER_RATE, type RateLimits } from './rate-limits.js';

/** What a request is checked against. */
export interface Doorkeeper {
  readonly tables: Tables;
  readonly now: () => Date;
  /** The first administrator's, where the settings hold one. */
  readonly adminToken?: AdminToken | undefined;
  readonly limits?: RateLimits | undefined;
  /** Knows people and apps of the MSP's directory, where the settings name one. */
  readonly verifyUser?: VerifyUser | undefined;
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
export async function authenticate(request: ApiRequest, door: Doorkeeper): Promise<Asking> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (bearer === undefined) return askingStranger(request, door);
  const named = request.params['tenant'];
  const [caller, tenant] = await Promise.all([
    callerWith(bearer, request, door),
    named === undefined ? undefined : tenantNamed(named, door),
  ]);
  return { caller, tenant: caller.kind === 'shipper' ? await tenantNamed(caller.tenant, door) : tenant };
}

/** Nobody is asked who it is, yet nobody may ask without end. @throws {Problem} too-many-requests */
export function askingStranger(request: ApiRequest, door: Pick<Doorkeeper, 'now' | 'limits'>): Asking {
  limitStranger(request, door);
  return { caller: undefined, tenant: undefined };
}

/** What has not the form of an id is nobody's, and is no key to look under. */
async function tenantNamed(id: string, { tables }: Doorkeeper): Promise<NamedTenant> {
  return { id, found: TENANT_ID.pattern.test(id) ? await findTenant(tables, id) : undefined };
}

/**
 * Counts a request of somebody who shows no right, by the address that the platform's own proxy has seen; what stands before it in the header, the caller
 * may have written himself.
 *
 * @throws {Problem} too-many-requests
 */
function limitStranger(request: ApiRequest, { now, limits }: Pick<Doorkeeper, 'now' | 'limits'>): void {
  const address = request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim();
  if (address !== undefined) limits?.take(`address ${address.replace(/:\d+$/, '')}`, STRANGER_RATE, now().getTime());
}

async function callerWith(text: string, request: ApiRequest, door: Doorkeeper): Promise<Caller> {
  const caller = isAccessToken(text)
    ? await userWith(text, door)
    : (verifyAdminToken(door.adminToken, text) ?? (await bearerOf(text, door)));
  if (caller !== undefined) return caller;
  limitStranger(request, door);
  throw new Problem('unauthorized', 'The token is unknown, expired or revoked. Ask your operator for a new one.');
}

/** Three parts with dots between, as no token of ours has. */
function isAccessToken(text: string): boolean {
  return text.split('.').length === 3;
}

async function userWith(text: string, { verifyUser, now }: Doorkeeper): Promise<Caller | undefined> {
  try {
    return await verifyUser?.(text, now());
  } catch (error) {
    if (!(error instanceof DirectoryAway)) throw error;
    throw new Problem('directory-unavailable', 'The directory can’t be asked whether your access token is valid. Try again in a minute.');
  }
}

async function bearerOf(text: string, { tables, now }: Doorkeeper): Promise<Caller | undefined> {
  const token = await verifyToken(tables, text, now());
  if (token === undefined) return undefined;
  await noteTokenUse(tables, token, now());
  const actor = { kind: 'token', id: tokenPrefix(token), name: token.name } as const;
  return token.grant.kind === 'shipper' ? { ...token.grant, actor, address: token } : { ...token.grant, actor };
}
