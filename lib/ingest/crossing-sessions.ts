import type { LogSource } from '../store/chunk.js';
import { isNews, readCrossingSessions, type CrossingSession } from '../store/fragment-table.js';
import type { Tables } from '../store/tables.js';
import { concludeSessions, type Concluded } from './conclude-sessions.js';

/** Crossing sessions after they were concluded, as far as they could be. */
export interface CrossingConcluded extends Concluded {
  /** Those that wait for further fragments. */
  readonly waiting: readonly string[];
}

/** Reads what is known of these sessions and concludes those that are ripe, again and again until nobody interferes. */
export async function concludeCrossing(
  tables: Tables,
  source: LogSource,
  keys: ReadonlySet<string>,
  isRipe: (session: CrossingSession) => boolean,
): Promise<CrossingConcluded> {
  for (;;) {
    const known = (await readCrossingSessions(tables, source, keys)).filter(
      // A session whose fragments were all removed may still have to be taken back.
      ({ fragments, conclusion }) => fragments.length > 0 || conclusion !== undefined,
    );
    const ripe = known.filter(isRipe);
    const concluded = await concludeSessions(source, ripe, tables);
    if (concluded === undefined) continue;
    return { ...concluded, waiting: known.filter((session) => !ripe.includes(session)).map(({ key }) => key) };
  }
}

/**
 * Whether the conclusions still stand now that their consequences were written. Another worker that saw more fragments may have concluded the same
 * sessions after us and have taken back what we were only about to write: whoever finds that looks again, and then all agree.
 */
export async function stillStand(tables: Tables, source: LogSource, { conclusions }: Concluded): Promise<boolean> {
  if (conclusions.size === 0) return true;
  const known = await readCrossingSessions(tables, source, conclusions.keys());
  return known.every(({ key, conclusion: stands }) => {
    const ours = conclusions.get(key);
    return ours !== undefined && !isNews(ours, stands);
  });
}
