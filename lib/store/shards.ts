import { createHash } from 'node:crypto';
import { z } from 'zod';

/**
 * Tenants are spread over pairs of storage accounts (one for uploads, one for results) by a hash of their names. The hash gives a slot, and the setting
 * says which account has which slots: so a tenant moves when somebody moves its slot, and for no other reason.
 *
 * One account with all slots is what everybody begins with. The first account is also home to what there is one of: tenants, tokens, timers' lists.
 */
export const SHARDS_SETTING = 'MAILFLOW_SHARDS';

/** Enough to move a part of a percent of the tenants at a time; a byte of the hash. */
export const SLOTS = 256;

const ONE_ACCOUNT = `["0-${SLOTS - 1}"]`;

/** The slot of a tenant, for ever. */
export function slotOf(tenant: string): number {
  return createHash('sha256').update(tenant).digest().readUInt8(0);
}

const settingSchema = z.array(z.string().regex(/^(?:\d{1,3}(?:-\d{1,3})?(?:,(?!$)|$))*$/)).min(1);

/** What there is one of in each account, and which of them is a tenant's. */
export class Shards<Part> {
  private constructor(
    readonly all: readonly Part[],
    private readonly shardOfSlot: readonly number[],
  ) {}

  /**
   * The accounts that a setting tells of, by their numbers: a list of which each entry names an account's slots, such as `["0-127","128-255"]`. An entry
   * may be empty, for an account that is made ready.
   *
   * @throws where a slot has no account, or two: what a tenant uploads would lie where nobody looks for it.
   */
  static in(environment: Readonly<Record<string, string | undefined>>): Shards<number> {
    const setting = environment[SHARDS_SETTING] ?? ONE_ACCOUNT;
    const accounts = settingSchema.safeParse(parsed(setting));
    if (!accounts.success)
      throw new Error(`${SHARDS_SETTING} is a JSON list with the slots of each account, such as ["0-127","128-255"], and not ${setting}.`);
    const shardOfSlot: (number | undefined)[] = Array.from({ length: SLOTS });
    for (const [shard, slots] of accounts.data.entries()) {
      for (const slot of slotsIn(slots)) {
        if (slot >= SLOTS || shardOfSlot[slot] !== undefined)
          throw new Error(`${SHARDS_SETTING} gives slot ${slot} to two accounts, or there is none of that number (0 to ${SLOTS - 1}).`);
        shardOfSlot[slot] = shard;
      }
    }
    const missing = shardOfSlot.indexOf(undefined);
    if (missing >= 0) throw new Error(`${SHARDS_SETTING} gives slot ${missing} to no account.`);
    return new Shards(
      accounts.data.map((_, shard) => shard),
      shardOfSlot.filter((shard) => shard !== undefined),
    );
  }

  /** That of the account in which this tenant's logs and findings lie. */
  of(tenant: string): Part {
    return this.#at(this.shardOfSlot[slotOf(tenant)] ?? 0);
  }

  /** That of the first account. */
  get home(): Part {
    return this.#at(0);
  }

  map<Other>(make: (part: Part) => Other): Shards<Other> {
    return new Shards(this.all.map(make), this.shardOfSlot);
  }

  #at(shard: number): Part {
    const part = this.all[shard];
    if (part === undefined) throw new RangeError(`There is no account ${shard}.`);
    return part;
  }
}

/** The name of a connection, or of a function, for one account. Those of the first have the plain name: with one account there are no numbers. */
export function numbered(name: string, shard: number): string {
  return shard === 0 ? name : `${name}${shard}`;
}

function parsed(setting: string): unknown {
  try {
    return JSON.parse(setting);
  } catch {
    return undefined;
  }
}

function slotsIn(slots: string): readonly number[] {
  if (slots === '') return [];
  return slots.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  });
}
