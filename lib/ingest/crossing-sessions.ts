import type { LogSource } from '../store/chunk.js';
import { isNews, readCrossingSessions, type CrossingSession } from '../store/fragment-table.js';
import type { Tables } from '../store/tables.js';
import { concludeSessions, type Concluded } from './conclude-sessions.js';
import type { DiagnosisServices } from './write-and-settle.js';

/** Crossing sessions after they were concluded, as far as they could be. */
export interface CrossingConcluded extends Concluded {
  /** Those that wait for further fragments. */
  readonly waiting: readonly string[];
}

/** Reads what is known of these sessions and concludes those that are ripe, again and again until nobody interferes. */
export async function concludeCrossing(
  services: DiagnosisServices,
  source: LogSource,
  keys: ReadonlySet<string>,
  isRipe: (session: CrossingSession) => boolean,
): Promise<CrossingConcluded> {
  for (;;) {
    const known = await readSteadily(services.tables, source, keys);
    const ripe = known.filter(isRipe);
    const concluded = await concludeSessions(source, ripe, services);
    if (concluded === undefined) continue;
    return { ...concluded, waiting: known.filter((session) => !ripe.includes(session)).map(({ key }) => key) };
  }
}

/**
 * What is known of these sessions. A query's answer comes in pages: fragments from before a write, and the conclusion from after it. So where a conclusion
 * saw more fragments than are there, it is read again, until it is the same twice: then a chunk that held one was found not to count. A session whose
 * fragments were all removed may still have to be taken back.
 */
async function readSteadily(tables: Tables, source: LogSource, keys: ReadonlySet<string>): Promise<readonly CrossingSession[]> {
  let known = await readCrossingSessions(tables, source, keys);
  while (known.some(({ fragments, conclusion }) => (conclusion?.fragments ?? 0) > fragments.length)) {
    const before = JSON.stringify(known.map(seen));
    known = await readCrossingSessions(tables, source, keys);
    if (JSON.stringify(known.map(seen)) === before) break;
  }
  return known.filter(({ fragments, conclusion }) => fragments.length > 0 || conclusion !== undefined);
}

function seen({ key, fragments, conclusion }: CrossingSession): readonly unknown[] {
  return [key, fragments.length, conclusion?.etag];
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
