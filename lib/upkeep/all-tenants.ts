import { createHash } from 'node:crypto';
import { listTenants, type StoredTenant } from '../store/tenant-table.js';
import type { Tables } from '../store/tables.js';

/** What one turn over all tenants may take. */
export interface TurnBounds {
  readonly atOnce: number;
  readonly milliseconds: number;
}

/** The host ends a function after five minutes. */
const BOUNDS: TurnBounds = { atOnce: 4, milliseconds: 3 * 60_000 };

/** A timer that runs so often in an hour looks at each tenant in one of its turns, so that not all are looked at in the same minute. */
const TURNS_AN_HOUR = 12;

/** Whether it is the tenant's turn within the hour. */
export function isItsTurn({ id }: StoredTenant, now: Date): boolean {
  const [byte = 0] = createHash('sha256').update(id).digest();
  return Math.floor(now.getTime() / (3_600_000 / TURNS_AN_HOUR)) % TURNS_AN_HOUR === byte % TURNS_AN_HOUR;
}

/**
 * Does something for each active tenant, a few at once. Each turn begins with another tenant: when its time runs out, those that are left are not always
 * the same. A tenant that fails does not hold up the others.
 *
 * @param what for the error: “The inventories”, “The servers”.
 * @throws {AggregateError} after all others, with what went wrong.
 */
export async function forAllTenants(
  { tables, now }: { readonly tables: Tables; readonly now: () => Date },
  what: string,
  work: (tenant: StoredTenant) => Promise<void>,
  { atOnce, milliseconds }: TurnBounds = BOUNDS,
): Promise<void> {
  // Of one that is disabled nothing comes, and nobody is to be told that nothing does.
  const tenants = (await listTenants(tables)).filter(({ state }) => state === 'active');
  const first = tenants.length === 0 ? 0 : Math.floor(now().getTime() / 60_000) % tenants.length;
  const waiting = [...tenants.slice(first), ...tenants.slice(0, first)];
  const deadline = performance.now() + milliseconds;
  const failures: unknown[] = [];
  const worker = async () => {
    for (let tenant = waiting.shift(); tenant !== undefined && performance.now() < deadline; tenant = waiting.shift()) {
      const { id } = tenant;
      await work(tenant).catch((cause: unknown) =>
        failures.push(new Error(`${what} of tenant “${id}” could not be looked at.`, { cause })),
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} tenants could not be looked at; the next turn tries again.`);
}
