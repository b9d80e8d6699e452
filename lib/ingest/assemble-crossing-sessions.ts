import type { LogSession } from '../log/record.js';
import type { LogSource } from '../store/chunk.js';
import { readCrossingSessions } from '../store/fragment-table.js';
import { noteOpen } from '../store/open-session-table.js';
import { sessionKey } from '../store/session-table.js';
import type { Tables } from '../store/tables.js';
import { isWhole } from './assemble-session.js';
import { concludeSessions } from './conclude-sessions.js';

/**
 * How long an incomplete session may wait for its other fragments: Exchange ends a connection after ten minutes at the latest, writes its rows
 * within seconds, and a shipper in good health sends them within seconds more.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/message-rate-limits (ConnectionTimeout)
 */
const PATIENCE_MILLISECONDS = 15 * 60_000;

/**
 * Puts together the sessions of which a chunk just wrote a fragment, as far as their other fragments have come, and diagnoses those that are
 * whole. Whoever writes the last fragment sees all. The others are noted, so that they are not waited for in vain.
 */
export async function assembleCrossingSessions(
  source: LogSource,
  written: readonly LogSession[],
  tables: Tables,
  now: Date,
): Promise<void> {
  const sessions = await readCrossingSessions(tables, source, new Set(written.map(sessionKey)));
  const whole = sessions.filter(({ fragments }) => isWhole(fragments));
  const incomplete = sessions.filter((session) => !whole.includes(session)).map(({ key }) => key);
  await noteOpen(tables, source, incomplete, new Date(now.getTime() + PATIENCE_MILLISECONDS));
  await concludeSessions(source, whole, tables);
}
