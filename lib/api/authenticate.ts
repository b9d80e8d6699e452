import type { HttpRequest } from '@azure/functions';
import type { QueryGrant, ShipperGrant, TokenGrant } from '../store/token-table.js';
import type { Tables } from '../store/tables.js';
import { verifyToken } from '../tenants/token.js';
import { Problem } from './problem.js';

/** What a request is checked against. */
interface Doorkeeper {
  readonly tables: Tables;
  readonly now: () => Date;
}

/** The shipper that asks. @throws {Problem} unauthorized or forbidden */
export async function authenticateShipper(request: HttpRequest, door: Doorkeeper): Promise<ShipperGrant> {
  const grant = await bearerOf(request, door);
  if (grant.kind !== 'shipper')
    throw new Problem('forbidden', 'This is a query token; uploads need a shipper’s token (it begins with mfs_).');
  return grant;
}

/**
 * Whoever asks about a tenant. A tenant that is not the caller's and one that does not exist are answered alike.
 *
 * @throws {Problem} unauthorized, forbidden or not-found
 */
export async function authenticateReader(request: HttpRequest, tenant: string, door: Doorkeeper): Promise<QueryGrant> {
  const grant = await bearerOf(request, door);
  if (grant.kind !== 'query')
    throw new Problem('forbidden', 'This is a shipper’s token; queries need a query token (it begins with mfq_).');
  if (!grant.tenants.includes(tenant)) throw new Problem('not-found', `There is no tenant “${tenant}”, or this token may not see it.`);
  return grant;
}

/**
 * Whoever wants to change something of a tenant. What the caller may not see is answered as what does not exist, before any word of roles.
 *
 * @throws {Problem} unauthorized, forbidden or not-found
 */
export async function authenticateOperator(request: HttpRequest, tenant: string, door: Doorkeeper): Promise<QueryGrant> {
  const grant = await authenticateReader(request, tenant, door);
  if (grant.role !== 'operator') throw new Problem('forbidden', 'This token may read only; changes need a query token of an operator.');
  return grant;
}

async function bearerOf(request: HttpRequest, { tables, now }: Doorkeeper): Promise<TokenGrant> {
  const text = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (text === undefined) throw new Problem('unauthorized', 'Send the token in the header “Authorization: Bearer …”.');
  const grant = await verifyToken(tables, text, now());
  if (grant === undefined) throw new Problem('unauthorized', 'The token is unknown, expired or revoked. Ask your operator for a new one.');
  return grant;
}
