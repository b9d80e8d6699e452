import type { NamedTenant } from './access.js';
import { Problem } from './problem.js';

/**
 * Nothing is granted without pseudonyms to a tenant that demands them. Whether they are really put is the shipper's word: here nobody can tell a name from
 * another word.
 *
 * @throws {Problem} pseudonyms-demanded
 */
export function demandPseudonyms(tenant: NamedTenant | undefined, put: boolean): void {
  if (put || tenant?.found?.settings.pseudonyms !== true) return;
  throw new Problem(
    'pseudonyms-demanded',
    `Tenant “${tenant.id}” sends no name of a person: put pseudonyms in their place, and say so with “pseudonyms”: true. Shippers do by themselves; older ones need a newer version.`,
  );
}
