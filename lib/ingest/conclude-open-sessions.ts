import type { LogSource } from '../store/chunk.js';
import { readCrossingSessions } from '../store/fragment-table.js';
import { dueSessions, forgetOpen, type OpenSession } from '../store/open-session-table.js';
import type { Tables } from '../store/tables.js';
import { isWhole } from './assemble-session.js';
import { concludeSessions } from './conclude-sessions.js';

/** Sessions that are dealt with at once; the rest waits for its turn within the same run. */
const BATCH = 100;

/**
 * Diagnoses sessions whose other fragments have not come for longer than Exchange keeps a connection open, on what is there: Exchange may begin a
 * session's log late or lose a line, and a shipper may have lost its way. A fragment that comes later still corrects it.
 */
export async function concludeOpenSessions(tables: Tables, now: Date): Promise<void> {
  let batch: OpenSession[] = [];
  for await (const session of dueSessions(tables, now)) {
    const [first] = batch;
    if (batch.length === BATCH || (first !== undefined && !isSame(first.source, session.source))) {
      await concludeBatch(batch, tables);
      batch = [];
    }
    batch.push(session);
  }
  await concludeBatch(batch, tables);
}

async function concludeBatch(batch: readonly OpenSession[], tables: Tables): Promise<void> {
  const [first] = batch;
  if (first === undefined) return;
  const known = await readCrossingSessions(tables, first.source, new Set(batch.map(({ session }) => session)));
  // A session that became whole in the meantime was concluded by whoever brought its last fragment.
  const due = known.filter(({ fragments, result }) => fragments.length > 0 && !(isWhole(fragments) && result !== undefined));
  await concludeSessions(first.source, due, tables);
  for (const session of batch) await forgetOpen(tables, session);
}

function isSame(a: LogSource, b: LogSource): boolean {
  return a.tenant === b.tenant && a.server === b.server && a.stream === b.stream;
}
