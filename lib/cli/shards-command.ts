import { Shards, SHARDS_SETTING, slotOf } from '../store/shards.js';
import type { Terminal } from './terminal.js';

/** `mailflow shards`: which account has what is whose. Asks nobody: the hash says it. */
export function shardsCommand(tenants: readonly string[], { map }: { readonly map?: string }, terminal: Terminal): void {
  const shards = Shards.in(map === undefined ? process.env : { [SHARDS_SETTING]: map });
  const width = Math.max(...tenants.map(({ length }) => length));
  for (const tenant of tenants)
    terminal.say(`${tenant.padEnd(width)}  slot ${String(slotOf(tenant)).padStart(3)}  account ${shards.of(tenant)}`);
}
