import type { Tables } from '../store/tables.js';
import { listTenants, type StoredTenant } from '../store/tenant-table.js';
import type { QueryRole, TenantSet } from '../store/token-table.js';
import type { Caller, CallerOf } from '../tenants/caller.js';
import { Problem } from './problem.js';

/** Who may call a route. Of `reader`, `operator` and `admin` each may do what those before may. */
export const WHO = ['public', 'shipper', 'reader', 'operator', 'admin'] as const;
export type Who = (typeof WHO)[number];

/** The tenant that a path names, as far as there is one. */
export interface NamedTenant {
  readonly id: string;
  readonly found: StoredTenant | undefined;
}

/** A right that a route asks for. */
export interface Access<Admitted> {
  readonly who: Who;
  /**
   * The caller, if this is allowed. A tenant that is not the caller's and one that does not exist are answered alike, before any word of roles.
   *
   * @throws {Problem} unauthorized, forbidden or not-found
   */
  admit(caller: Caller | undefined, tenant: NamedTenant | undefined): Admitted;
}

/** Open to all: nothing is asked of the caller. */
export const PUBLIC: Access<undefined> = { who: 'public', admit: () => undefined };

/** A shipper, for its own server. */
export const SHIPPER: Access<CallerOf<'shipper'>> = {
  who: 'shipper',
  admit(caller) {
    if (caller === undefined) throw unauthorized();
    if (caller.kind !== 'shipper')
      throw new Problem('forbidden', 'This is a query token; only a shipper’s token may do this (it begins with mfs_).');
    return caller;
  },
};

/** Whoever may see the tenant. */
export const READER: Access<CallerOf<'query'>> = { who: 'reader', admit: mayAsk };

/** Whoever may also change how things are handled, and have things done again. */
export const OPERATOR: Access<CallerOf<'query'>> = {
  who: 'operator',
  admit: (caller, tenant) => withRole(mayAsk(caller, tenant), ['operator', 'admin']),
};

/** Whoever may also say who may do what. */
export const ADMIN: Access<CallerOf<'query'>> = { who: 'admin', admit: (caller, tenant) => withRole(mayAsk(caller, tenant), ['admin']) };

/** Whether a caller's tenants include this one. */
export function maySee({ tenants }: Pick<CallerOf<'query'>, 'tenants'>, tenant: string): boolean {
  return tenants === '*' || tenants.includes(tenant);
}

/** Whether a caller's tenants include all of these; one that is for some never includes “*”, which also means those that are yet to come. */
export function maySeeAll(caller: Pick<CallerOf<'query'>, 'tenants'>, tenants: TenantSet): boolean {
  return caller.tenants === '*' || (tenants !== '*' && tenants.every((tenant) => maySee(caller, tenant)));
}

/**
 * Tenants of which a caller may say who else sees them, or is told of them.
 *
 * @throws {Problem} for a tenant that is not the caller's, or does not exist: both are answered alike
 */
export async function assertOwnTenants(tables: Tables, caller: CallerOf<'query'>, tenants: TenantSet): Promise<void> {
  if (tenants === '*') {
    if (caller.tenants !== '*') throw new Problem('forbidden', 'This token is for some tenants: name them instead of “*”.');
    return;
  }
  const known = new Set((await listTenants(tables)).map(({ id }) => id));
  const missing = tenants.find((tenant) => !known.has(tenant) || !maySee(caller, tenant));
  if (missing !== undefined)
    throw new Problem('invalid-request', `“tenants”: there is no tenant “${missing}”, or this token may not see it.`);
}

function mayAsk(caller: Caller | undefined, tenant: NamedTenant | undefined): CallerOf<'query'> {
  if (caller === undefined) throw unauthorized();
  if (caller.kind !== 'query')
    throw new Problem('forbidden', 'This is a shipper’s token; queries need a query token (it begins with mfq_).');
  if (tenant !== undefined && (tenant.found === undefined || !maySee(caller, tenant.id)))
    throw new Problem('not-found', `There is no tenant “${tenant.id}”, or this token may not see it.`);
  return caller;
}

function withRole(caller: CallerOf<'query'>, roles: readonly QueryRole[]): CallerOf<'query'> {
  if (roles.includes(caller.role)) return caller;
  throw new Problem('forbidden', `This token is ${A_ROLE[caller.role]}; this needs ${roles.map((role) => A_ROLE[role]).join(' or ')}.`);
}

const A_ROLE: Readonly<Record<QueryRole, string>> = { reader: 'a reader’s', operator: 'an operator’s', admin: 'an administrator’s' };

function unauthorized(): Problem {
  return new Problem('unauthorized', 'Send the token in the header “Authorization: Bearer …”.');
}
