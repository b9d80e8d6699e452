import { changeToken, deleteToken, pageOfTokens, type StoredToken } from './token-table.js';
import type { Tables } from './tables.js';

/** Tokens that are looked through at once. */
const TOKENS_AT_ONCE = 500;

/**
 * Takes a tenant that is being deleted off the query tokens that name it, and ends those that name no other. Its name may be given anew, and who saw the old
 * tenant must not see the new one. Tokens for all tenants stay as they are.
 *
 * @returns how many tokens named it; none is left when there were none
 */
export async function takeOffTokens(tables: Tables, tenant: string): Promise<number> {
  let found = 0;
  let after: string | undefined;
  do {
    const { items, next } = await pageOfTokens(tables, {
      after,
      limit: TOKENS_AT_ONCE,
      only: (token) => tenantsNamedBy(token).includes(tenant),
    });
    for (const token of items) {
      const others = tenantsNamedBy(token).filter((named) => named !== tenant);
      // One that is changed or ended in this moment is found again in the next turn, if need be.
      if (others.length === 0) await deleteToken(tables, token);
      else await changeToken(tables, token, { tenants: others });
    }
    found += items.length;
    after = next;
  } while (after !== undefined);
  return found;
}

function tenantsNamedBy({ grant }: StoredToken): readonly string[] {
  return grant.kind === 'query' && grant.tenants !== '*' ? grant.tenants : [];
}
