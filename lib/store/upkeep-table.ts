import type { TableEntity } from '@azure/data-tables';
import { key } from './keys.js';
import { isNotFound, type Tables } from './tables.js';

/**
 * What timers remember from one turn to the next.
 *
 *   PartitionKey    RowKey
 *   timers          {timer}    when it ran last, and since when it has run without a long pause
 */
type TimerColumns = { ranAt: string; since: string };

/**
 * Notes that a timer takes a turn. Two turns at once do no harm.
 *
 * @param longestPause milliseconds between two turns; after a longer one Mailflow itself was away, and what it did not hear then proves nothing.
 * @returns since when the timer has run without such a pause.
 */
export async function noteTurn({ Upkeep }: Tables, timer: string, now: Date, longestPause: number): Promise<Date> {
  const address = { partitionKey: 'timers', rowKey: key(timer) };
  const before = await turnAt(Upkeep, address);
  const goesOn = before !== undefined && Math.abs(now.getTime() - Date.parse(before.ranAt)) <= longestPause;
  const since = goesOn ? before.since : now.toISOString();
  await Upkeep.upsertEntity({ ...address, ranAt: now.toISOString(), since } satisfies TableEntity<TimerColumns>, 'Replace');
  return new Date(since);
}

async function turnAt(
  table: Tables['Upkeep'],
  { partitionKey, rowKey }: { readonly partitionKey: string; readonly rowKey: string },
): Promise<TimerColumns | undefined> {
  try {
    return await table.getEntity<TimerColumns>(partitionKey, rowKey);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
