import type { QueryGrant } from '../store/token-table.js';
import { maySee } from './access.js';
import { exactly } from './query-values.js';

/** Which tenants a list over all of them is to hold: several ids told apart by commas, or `*` and nothing for all that the caller may see. */
export const tenantsQuery = { tenant: exactly('ids of tenants, told apart by commas; * for all that the token may see, as without it') };

/** Whether a list over all tenants shows this one: the caller may see it, and asked for it. What may not be seen is as if it did not exist. */
export function tenantsShown(caller: QueryGrant, asked: string | undefined): (tenant: string) => boolean {
  const named = asked === undefined || asked === '*' ? undefined : new Set(asked.split(','));
  return (tenant) => maySee(caller, tenant) && (named === undefined || named.has(tenant));
}

/** What stands in a list that is made anew for each page. */
export interface Placed<Item> {
  /** Places sort as the list does, and no two things have the same. */
  readonly place: string;
  readonly item: Item;
}

/** A page of a list that is at hand as a whole. */
export function pageOf<Item>(
  placed: readonly Placed<Item>[],
  { after = '', limit }: { readonly after?: string | undefined; readonly limit: number },
): { readonly items: readonly Item[]; readonly next: string | undefined } {
  const rest = placed.filter(({ place }) => place > after).sort((a, b) => (a.place < b.place ? -1 : 1));
  const page = rest.slice(0, limit);
  return { items: page.map(({ item }) => item), next: rest.length > limit ? page.at(-1)?.place : undefined };
}
