import { saveActivity, type ActivityPart } from '../store/activity-table.js';
import type { LogSource } from '../store/chunk.js';
import { saveFindingParts, type FindingNews, type FindingPart } from '../store/finding-table.js';
import { indexSessions, type SaidSession } from '../store/session-index.js';
import { deleteSessions, saveSessions, sessionKey, type FailedSession } from '../store/session-table.js';
import type { Tables } from '../store/tables.js';

/** What reading a chunk, or concluding crossing sessions, means for the tables: what is to be there, and what is to be there no more. */
export interface Consequences {
  readonly findings: readonly FindingPart[];
  readonly activity: readonly ActivityPart[];
  readonly failed: readonly FailedSession[];
  /** Sessions that are not, or no longer, kept as failed. */
  readonly notFailed: readonly SaidSession[];
}

export const NO_CONSEQUENCES: Consequences = { findings: [], activity: [], failed: [], notFailed: [] };

/** The consequences of both; they must have different owners. */
export function joinConsequences(a: Consequences, b: Consequences): Consequences {
  return {
    findings: [...a.findings, ...b.findings],
    activity: [...a.activity, ...b.activity],
    failed: [...a.failed, ...b.failed],
    notFailed: [...a.notFailed, ...b.notFailed],
  };
}

/**
 * Makes the tables so. Repeating it changes nothing, and it may be repeated after any crash: every row has one owner and is written whole.
 *
 * @param expectNew these owners have said nothing before, as far as is known: spares looking.
 * @returns what it has come to for findings.
 */
export async function writeConsequences(
  tables: Tables,
  source: LogSource,
  { findings, activity, failed, notFailed }: Consequences,
  now: Date,
  expectNew: boolean,
): Promise<FindingNews> {
  await saveSessions(tables, source, failed);
  // The same session may have been whole in an earlier reading and cross the chunk's edge in this one, or the reverse.
  const kept = new Set(failed.map(({ session }) => sessionKey(session)));
  const gone = notFailed.map(({ key }) => key).filter((key) => !kept.has(key));
  await deleteSessions(tables, source, gone);
  await indexSessions(tables, source, failed, notFailed, expectNew);
  await saveActivity(tables, source, activity, expectNew);
  return saveFindingParts(tables, source.tenant, findings, now, expectNew);
}
