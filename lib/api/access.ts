import type { QueryGrant, QueryRole, ShipperGrant, TokenGrant } from '../store/token-table.js';
import { Problem } from './problem.js';

/** Who may call a route. Of `reader`, `operator` and `admin` each may do what those before may. */
export const WHO = ['public', 'shipper', 'reader', 'operator', 'admin'] as const;
export type Who = (typeof WHO)[number];

/** Somebody whose token was verified. */
export type Caller = TokenGrant;

/** A right that a route asks for. */
export interface Access<Admitted> {
  readonly who: Who;
  /**
   * The caller, if this is allowed; `tenant` is the one that the path names. A tenant that is not the caller's and one that does not exist are
   * answered alike, before any word of roles.
   *
   * @throws {Problem} unauthorized, forbidden or not-found
   */
  admit(caller: Caller | undefined, tenant: string | undefined): Admitted;
}

/** Open to all: nothing is asked of the caller. */
export const PUBLIC: Access<undefined> = { who: 'public', admit: () => undefined };

/** A shipper, for its own server. */
export const SHIPPER: Access<ShipperGrant> = {
  who: 'shipper',
  admit(caller) {
    if (caller === undefined) throw unauthorized();
    if (caller.kind !== 'shipper')
      throw new Problem('forbidden', 'This is a query token; only a shipper’s token may do this (it begins with mfs_).');
    return caller;
  },
};

/** Whoever may see the tenant. */
export const READER: Access<QueryGrant> = { who: 'reader', admit: mayAsk };

/** Whoever may also change how things are handled, and have things done again. */
export const OPERATOR: Access<QueryGrant> = {
  who: 'operator',
  admit: (caller, tenant) => withRole(mayAsk(caller, tenant), ['operator', 'admin']),
};

/** Whoever may also say who may do what. */
export const ADMIN: Access<QueryGrant> = { who: 'admin', admit: (caller, tenant) => withRole(mayAsk(caller, tenant), ['admin']) };

/** Whether a query token's tenants include this one. */
export function maySee({ tenants }: QueryGrant, tenant: string): boolean {
  return tenants === '*' || tenants.includes(tenant);
}

function mayAsk(caller: Caller | undefined, tenant: string | undefined): QueryGrant {
  if (caller === undefined) throw unauthorized();
  if (caller.kind !== 'query')
    throw new Problem('forbidden', 'This is a shipper’s token; queries need a query token (it begins with mfq_).');
  if (tenant !== undefined && !maySee(caller, tenant))
    throw new Problem('not-found', `There is no tenant “${tenant}”, or this token may not see it.`);
  return caller;
}

function withRole(caller: QueryGrant, roles: readonly QueryRole[]): QueryGrant {
  if (roles.includes(caller.role ?? 'reader')) return caller;
  throw new Problem(
    'forbidden',
    `This token is ${A_ROLE[caller.role ?? 'reader']}; this needs one of ${roles.map((role) => A_ROLE[role]).join(' or ')}.`,
  );
}

const A_ROLE: Readonly<Record<QueryRole, string>> = { reader: 'a reader’s', operator: 'an operator’s', admin: 'an administrator’s' };

function unauthorized(): Problem {
  return new Problem('unauthorized', 'Send the token in the header “Authorization: Bearer …”.');
}
