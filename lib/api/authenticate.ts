import type { HttpRequest } from '@azure/functions';
import type { Tables } from '../store/tables.js';
import { verifyToken } from '../tenants/token.js';
import type { Caller } from './access.js';
import { Problem } from './problem.js';

/** What a request is checked against. */
export interface Doorkeeper {
  readonly tables: Tables;
  readonly now: () => Date;
}

/**
 * Who asks: the bearer of the request's token, or `undefined` without one. What the caller may do is the route's to say.
 *
 * @throws {Problem} unauthorized, for a token that is not valid
 */
export async function authenticate(request: HttpRequest, { tables, now }: Doorkeeper): Promise<Caller | undefined> {
  const text = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (text === undefined) return undefined;
  const grant = await verifyToken(tables, text, now());
  if (grant === undefined) throw new Problem('unauthorized', 'The token is unknown, expired or revoked. Ask your operator for a new one.');
  return grant;
}
