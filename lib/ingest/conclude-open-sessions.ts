import type { LogSource } from '../store/chunk.js';
import type { CrossingSession } from '../store/fragment-table.js';
import { dueSessions, forgetOpen, type OpenSession } from '../store/open-session-table.js';
import { isWhole } from './assemble-session.js';
import { concludeCrossing, stillStand } from './crossing-sessions.js';
import { writeAndSettle, type IngestServices } from './write-and-settle.js';

/** Sessions that are dealt with at once; the rest waits for its turn within the same run. */
const BATCH = 100;

/**
 * Diagnoses sessions whose other fragments have not come for longer than Exchange keeps a connection open, on what is there: Exchange may begin a
 * session's log late or lose a line, and a shipper may have lost its way. A fragment that comes later still corrects it.
 */
export async function concludeOpenSessions(services: IngestServices): Promise<void> {
  let batch: OpenSession[] = [];
  for await (const session of dueSessions(services.tables, services.now())) {
    const [first] = batch;
    if (batch.length === BATCH || (first !== undefined && !isSame(first.source, session.source))) {
      await concludeBatch(batch, services);
      batch = [];
    }
    batch.push(session);
  }
  await concludeBatch(batch, services);
}

async function concludeBatch(batch: readonly OpenSession[], services: IngestServices): Promise<void> {
  const [first] = batch;
  if (first === undefined) return;
  const { tables } = services;
  const { source } = first;
  const keys = new Set(batch.map(({ session }) => session));
  for (;;) {
    const concluded = await concludeCrossing(services, source, keys, (session) => !isDone(session));
    await writeAndSettle(source, concluded.consequences, services, concluded);
    if (await stillStand(tables, source, concluded)) break;
  }
  await forgetOpen(tables, batch);
}

/**
 * A session that became whole in the meantime was concluded by whoever brought its last fragment. Where it had been concluded before, on fewer, an
 * earlier run of this timer may have died just after it wrote what was no longer true: nobody else looks after that.
 */
function isDone({ fragments, conclusion }: CrossingSession): boolean {
  return conclusion !== undefined && !conclusion.revised && conclusion.fragments === fragments.length && isWhole(fragments);
}

function isSame(a: LogSource, b: LogSource): boolean {
  return a.tenant === b.tenant && a.server === b.server && a.stream === b.stream;
}
